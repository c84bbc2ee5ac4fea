#!/usr/bin/env escript
%% same_meaning: what our encoder wrote, read by the H.248 codec of Erlang/OTP (application megaco).
%%
%%   escript same_meaning.escript WRITTEN EXAMPLES
%%
%% Every NAME.pretty and NAME.compact in WRITTEN is decoded by both text codecs; both must agree. Where there is an
%% EXAMPLES/NAME.txt, it must decode to the same. One line per file; the exit status is 0 only if all passed.

main([Written, Examples]) ->
    Files = lists:sort(filelib:wildcard(filename:join(Written, "*.{pretty,compact}"))),
    Passed = [report(File, check(File, Examples)) || File <- Files],
    io:format("~p files, ~p failed~n", [length(Files), length([no || false <- Passed])]),
    halt(case Files =/= [] andalso lists:all(fun(P) -> P end, Passed) of true -> 0; false -> 1 end);
main(_) ->
    io:format(standard_error, "usage: same_meaning.escript WRITTEN EXAMPLES~n", []),
    halt(2).

check(File, Examples) ->
    Original = filename:join(Examples, filename:basename(filename:rootname(File)) ++ ".txt"),
    case {decode(megaco_pretty_text_encoder, File), decode(megaco_compact_text_encoder, File)} of
        {{ok, Message}, {ok, Message}} ->
            case filelib:is_regular(Original) of
                true -> compare(Message, decode(megaco_pretty_text_encoder, Original));
                false -> ok
            end;
        {{ok, _}, {ok, _}} -> {error, "the two codecs differ"};
        {{error, Reason}, _} -> {error, Reason};
        {_, {error, Reason}} -> {error, Reason}
    end.

compare(Message, {ok, Original}) ->
    case one_stream(Original) of
        Message -> ok;
        Other -> {error, {Message, expected, Other}}
    end;
compare(_, {error, Reason}) -> {error, {original, Reason}}.

%% A stream without a number is stream 1: our encoder always writes the number.
one_stream({oneStream, Parameters}) -> {multiStream, [{'StreamDescriptor', 1, Parameters}]};
one_stream(Tuple) when is_tuple(Tuple) -> list_to_tuple(one_stream(tuple_to_list(Tuple)));
one_stream([Head | Tail]) -> [one_stream(Head) | one_stream(Tail)];
one_stream(Other) -> Other.

decode(Codec, File) ->
    {ok, Octets} = file:read_file(File),
    case catch Codec:decode_message([], dynamic, Octets) of
        {ok, Message} -> {ok, Message};
        Fault -> {error, Fault}
    end.

report(File, ok) -> io:format("ok   ~s~n", [File]), true;
report(File, {error, Reason}) -> io:format("FAIL ~s: ~0p~n", [File, Reason]), false.
