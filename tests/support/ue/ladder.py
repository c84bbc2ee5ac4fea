"""Draws the messages that crossed the wire, one line each, between columns of parties."""

WIDTH = 35  # of the space between two neighbours; with four parties the whole fits in 120 columns
MARGIN = 10

BOLD, DIM, GREEN, RED, CYAN, PLAIN = "\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[36m", "\033[0m"


class Ladder:
    def __init__(self, parties, colours):
        self.parties, self.colours = parties, colours
        self.began = None

    def paint(self, colour, text):
        return f"{colour}{text}{PLAIN}" if self.colours else text

    def head(self):
        line = [" "] * (MARGIN + (len(self.parties) - 1) * (WIDTH + 1) + 6)
        for i, party in enumerate(self.parties):
            at = max(0, self._column(i) - len(party) // 2)
            line[at:at + len(party)] = party
        return self.paint(BOLD, "".join(line).rstrip()) + "\n" + self.rails()

    def rails(self):
        return "".join("|" if i in self._columns() else " " for i in range(self._column(len(self.parties) - 1) + 1))

    def note(self, text):
        """A line of its own, between messages."""
        return self.paint(BOLD, f"{'':{MARGIN}}-- {text}")

    def line(self, crossing):
        """One message; None when a party is none of ours."""
        if crossing.sender not in self.parties or crossing.receiver not in self.parties:
            return None
        self.began = self.began if self.began is not None else crossing.time
        start, end = (self.parties.index(each) for each in (crossing.sender, crossing.receiver))
        left, right = sorted((self._column(start), self._column(end)))
        room = right - left - 1
        text = f" {crossing.message.summary()} "
        text = text if len(text) <= room - 3 else text[:room - 6] + ".. "
        arrow = text.center(room - 1, "-")
        arrow = arrow + ">" if start < end else "<" + arrow
        rails = list(self.rails())
        rails[left + 1:right] = arrow
        drawn = "".join(rails)
        moment = f"{(crossing.time - self.began) * 1000:6.0f} ms"
        colour = CYAN if "MRFP" in (crossing.sender, crossing.receiver) else ""
        return self.paint(DIM, moment) + (self.paint(colour, drawn[len(moment):]) if colour else drawn[len(moment):])

    def _column(self, party):
        return MARGIN + party * (WIDTH + 1)

    def _columns(self):
        return {self._column(i) for i in range(len(self.parties))}
