#include <opencore-amrnb/interf_dec.h>
#include <opencore-amrnb/interf_enc.h>
#include <opencore-amrwb/dec_if.h>
#include <vo-amrwbenc/enc_if.h>

#include <algorithm>
#include <cmath>
#include <new>

#include "codec.h"

/// AMR (3GPP TS 26.071) and AMR-WB (TS 26.171).
namespace isfocus::mrfpd {
namespace {

/// What a library keeps of one stream.
template <auto Init, auto Exit>
class State {
public:
    State() : state_(Init()) {
        if (state_ == nullptr) throw std::bad_alloc{};
    }
    ~State() { Exit(state_); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void* get() const noexcept { return state_; }

private:
    void* state_;
};

template <bool Dtx>
void* init_amr_encoder() {
    return Encoder_Interface_init(Dtx ? 1 : 0);
}

/// Of a frame in the storage form: nothing is to be sent of NO_DATA.
std::size_t size_to_send(const std::uint8_t* octets, int size) {
    const bool is_no_data = size <= 1 || (octets[0] >> 3 & 0xf) == kNoData;
    return is_no_data ? 0 : static_cast<std::size_t>(size);
}

double effective_amplitude(Samples frame) {
    double sum = 0;
    for (const double sample : frame) sum += sample * sample;
    return std::sqrt(sum / static_cast<double>(frame.size()));
}

struct Amr {
    static constexpr auto kFamily = AmrFamily::amr;
    static constexpr std::size_t kSamples = kFrameSamples;

    State<Decoder_Interface_init, Decoder_Interface_exit> state;

    void decode(const AmrFrame& frame, std::int16_t* samples) noexcept {
        Decoder_Interface_Decode(state.get(), frame.octets.data(), samples, 0);
    }
};

struct AmrWb {
    static constexpr auto kFamily = AmrFamily::amr_wb;
    static constexpr std::size_t kSamples = kWideFrameSamples;

    State<D_IF_init, D_IF_exit> state;

    void decode(const AmrFrame& frame, std::int16_t* samples) noexcept {
        D_IF_decode(state.get(), frame.octets.data(), samples, _good_frame);
    }
};

template <class Library>
class AmrDecoder final : public Decoder {
public:
    explicit AmrDecoder(AmrPacking packing) noexcept : packing_(packing) {}

    bool decode(std::span<const std::uint8_t> payload, Decoded& out, std::size_t known) noexcept override {
        const auto read = unpack(Library::kFamily, packing_, payload);
        if (!read || known >= read->count) return false;
        const auto frames = std::span{read->frames}.first(read->count).subspan(known);
        out.frames = static_cast<int>(frames.size());
        out.noise_level.reset();
        std::size_t speech_ends = 0;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const auto& frame = frames[i];
            auto* samples = &out.samples[i * Library::kSamples];
            const bool is_there = frame.good() && !frame.has_no_bits();
            // A damaged frame is made up by the decoder, as one that it did not get.
            library_.decode(is_there ? frame : AmrFrame::no_data(), samples);
            if (is_speech(frame)) {
                speech_ends = i + 1;
                continue;
            }
            if (is_there) out.noise_level = effective_amplitude(std::span{samples, Library::kSamples});
            std::fill_n(samples, Library::kSamples, std::int16_t{0});
        }
        out.ends_in_silence = speech_ends < frames.size();
        out.count = speech_ends * Library::kSamples;
        return true;
    }

    std::size_t samples_in(std::span<const std::uint8_t> payload) const noexcept override {
        const auto head = read_head(Library::kFamily, packing_, payload);
        return head ? head->count * Library::kSamples : 0;
    }

    /// TS 26.091 and TS 26.191: parameters of the last frame go on, and fade with each that is missing.
    bool conceal(Decoded& out) noexcept override {
        library_.decode(AmrFrame::no_data(), out.samples.data());
        out.count = Library::kSamples;
        return true;
    }

private:
    /// TS 26.093, TS 26.193: a pause begins with a SID. Without one what is said to be lost, or just not there, is
    /// speech that was lost on its way to who made this packet (RFC 4867 4.3.2).
    bool is_speech(const AmrFrame& frame) noexcept {
        if (frame.is_sid(Library::kFamily)) pauses_ = true;
        if (frame.is_speech(Library::kFamily) && frame.good()) pauses_ = false;
        return frame.type() == kNoData ? !pauses_ : !frame.is_sid(Library::kFamily);
    }

    AmrPacking packing_;
    bool pauses_ = true;  ///< he says nothing, as the last good frame tells; before the first nothing was said
    Library library_;
};

template <bool Dtx>
class AmrEncoder final : public Encoder {
public:
    void encode(Samples frame, std::uint8_t mode, Coded& out) noexcept override {
        const int size =
            Encoder_Interface_Encode(state_.get(), static_cast<::Mode>(mode), frame.data(), out.octets.data(), 0);
        out.size = size_to_send(out.octets.data(), size);
    }

private:
    State<init_amr_encoder<Dtx>, Encoder_Interface_exit> state_;
};

class AmrWbEncoder final : public Encoder {
public:
    explicit AmrWbEncoder(bool dtx) noexcept : dtx_(dtx) {}

    void encode(Samples frame, std::uint8_t mode, Coded& out) noexcept override {
        const int size = E_IF_encode(state_.get(), mode, frame.data(), out.octets.data(), dtx_ ? 1 : 0);
        out.size = size_to_send(out.octets.data(), size);
    }

private:
    bool dtx_;
    State<E_IF_init, E_IF_exit> state_;
};

}  // namespace

std::unique_ptr<Decoder> make_amr_decoder(AmrFamily family, AmrPacking packing) {
    if (family == AmrFamily::amr) return std::make_unique<AmrDecoder<Amr>>(packing);
    return std::make_unique<AmrDecoder<AmrWb>>(packing);
}

std::unique_ptr<Encoder> make_amr_encoder(AmrFamily family, bool dtx) {
    if (family == AmrFamily::amr_wb) return std::make_unique<AmrWbEncoder>(dtx);
    if (dtx) return std::make_unique<AmrEncoder<true>>();
    return std::make_unique<AmrEncoder<false>>();
}

}  // namespace isfocus::mrfpd
