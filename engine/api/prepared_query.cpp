#include <utility>

#include "agora/connection.h"
#include "api/run_query.h"

namespace agora {

class PreparedQuery::Impl {
 public:
  Connection::Impl* session;
  std::string text;
  api::CompiledPtr statement;
  std::vector<std::string> columns, parameters;
};

PreparedQuery::PreparedQuery(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
PreparedQuery::PreparedQuery(PreparedQuery&&) noexcept = default;
PreparedQuery& PreparedQuery::operator=(PreparedQuery&&) noexcept = default;
PreparedQuery::~PreparedQuery() = default;

QueryResult PreparedQuery::run(const Parameters& parameters) {
  const auto started = std::chrono::steady_clock::now();
  // From the plan cache as a rule; planned anew if the schema changed since.
  impl_->statement = api::compile(*impl_->session, impl_->text);
  return api::run_compiled(*impl_->session, impl_->statement, parameters, started);
}

const std::vector<std::string>& PreparedQuery::columns() const noexcept { return impl_->columns; }
const std::vector<std::string>& PreparedQuery::parameters() const noexcept { return impl_->parameters; }
StatementKind PreparedQuery::kind() const noexcept { return impl_->statement->kind; }

namespace api {

PreparedQuery prepare(Connection::Impl& session, std::string_view text) {
  auto impl = std::make_unique<PreparedQuery::Impl>();
  impl->session = &session;
  impl->text = text;
  impl->statement = compile(session, text);
  if (impl->statement->plan) {
    impl->columns = impl->statement->plan->columns;
    impl->parameters = impl->statement->plan->parameters;
  }
  return PreparedQuery(std::move(impl));
}

}  // namespace api

}  // namespace agora
