// A program that keeps a small library in Agora: the example of docs/embedding.md.
#include <agora/agora.h>

#include <iostream>

int main(int argc, char** argv) {
  try {
    auto database = agora::Database::open(argc > 1 ? argv[1] : ":memory:");
    auto connection = database.connect();
    connection.query("CREATE CONSTRAINT IF NOT EXISTS FOR (p:Paper) REQUIRE p.key IS UNIQUE");

    // A transaction is undone unless it is committed.
    auto transaction = connection.begin();
    auto add = connection.prepare("MERGE (p:Paper {key: $key}) SET p.title = $title");
    add.run({{"key", "a"}, {"title", "On graphs"}});
    add.run({{"key", "b"}, {"title", "On queries"}});
    connection.query("MATCH (a:Paper {key: 'a'}), (b:Paper {key: 'b'}) MERGE (b)-[:CITES]->(a)");
    transaction.commit();

    auto result = connection.query("MATCH (p:Paper)-[:CITES]->(q) RETURN p.title, q.title AS cited");
    for (agora::Row row : result) {
      std::cout << to_string(row[0]) << " cites " << to_string(row[1]) << '\n';
    }
    connection.query("MATCH (p:Paper) RETURN papr.title");
  } catch (const agora::Error& error) {
    std::cout << describe(error) << '\n';
  }
}
