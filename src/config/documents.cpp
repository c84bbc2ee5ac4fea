#include "documents.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

namespace isfocus::config {
namespace {

/// Notes where the document begins that is being read, and keeps nothing of it.
class DocumentStart final : public YAML::EventHandler {
public:
    Place place() const noexcept { return place_; }

    void OnDocumentStart(const YAML::Mark& mark) override { place_ = {mark.line + 1, mark.column + 1}; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

private:
    Place place_;
};

}  // namespace

std::optional<Place> second_document(const std::string& text) {
    std::istringstream in{text};
    YAML::Parser parser{in};
    DocumentStart start;
    if (parser.HandleNextDocument(start) && parser.HandleNextDocument(start)) return start.place();
    return std::nullopt;
}

}  // namespace isfocus::config
