// One of the engines that are compared, as a process: a JSON object a line in, one a line out.
//
//   node engine.mjs kuzu|duckdb|sqlite DATABASE [readonly]
//
//   {"do":"make","count":N}        the pairs 1 to N, and their checkpoint
//   {"do":"write","n":N,"text":T}  one pair, in one transaction; answered when it is committed
//   {"do":"read"}                  everything, and some lookups by key
//   {"do":"count"}                 how many there are of each
//   {"do":"version"}               of the engine
//
// A pair is two entries, `first` and `second`, and what joins them. Answers are {"rows":…} or {"error":TEXT}.
// The packages are looked for in the folder AGORA_PEERS. Every engine commits with a sync: SQLite is told to
// (WAL, synchronous = FULL), the others do it by themselves.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';

const [name, database, mode] = process.argv.slice(2);
const readonly = mode === 'readonly';
const folder = path.resolve(process.env.AGORA_PEERS ?? '.');
const require = createRequire(path.join(folder, 'package.json'));

const tables = [
  'CREATE TABLE entry (id VARCHAR PRIMARY KEY, n BIGINT, half VARCHAR, text VARCHAR)',
  'CREATE TABLE pair (src VARCHAR, dst VARCHAR, n BIGINT)',
];
const sql = {
  entries: 'SELECT id, n, half, text FROM entry ORDER BY id',
  pairs: 'SELECT a.id, p.n, b.id FROM entry a JOIN pair p ON p.src = a.id JOIN entry b ON b.id = p.dst ORDER BY 1, 2, 3',
  lookup: 'SELECT n, text FROM entry WHERE id = ',
  counts: ['SELECT count(*) FROM entry', 'SELECT count(*) FROM pair'],
};
const entry = (n, half, text) => [`${half}-${String(n).padStart(7, '0')}`, n, half, text];
const quoted = (value) => (typeof value === 'number' ? `${value}` : `'${value}'`);

// Each: run(text) without an answer, rows(text), and how a pair is written.
const engines = {
  async kuzu() {
    const { Database, Connection, VERSION } = require('kuzu');
    const db = new Database(path.resolve(database), 256 * 1024 * 1024, true, readonly);
    const connection = new Connection(db, 2);
    connection.initSync();
    const rows = (text) => {
      const result = connection.querySync(text);
      const columns = result.getColumnNamesSync();
      const all = result.getAllSync().map((row) => columns.map((each) => row[each]));
      result.close();
      return all;
    };
    const node = (n, half, text) => {
      const [id] = entry(n, half, text);
      return `(:Entry {id: '${id}', n: ${n}, half: '${half}', text: '${text}'})`;
    };
    const pair = (n, text) => rows(`CREATE ${node(n, 'first', text)}-[:PAIR {n: ${n}}]->${node(n, 'second', text)}`);
    return {
      rows, pair, version: () => VERSION,
      begin: 'BEGIN TRANSACTION',
      make: () => {
        rows('CREATE NODE TABLE Entry(id STRING, n INT64, half STRING, text STRING, PRIMARY KEY(id))');
        rows('CREATE REL TABLE PAIR(FROM Entry TO Entry, n INT64)');
      },
      checkpoint: 'CHECKPOINT',
      queries: {
        entries: 'MATCH (e:Entry) RETURN e.id, e.n, e.half, e.text ORDER BY e.id',
        pairs: 'MATCH (a:Entry)-[p:PAIR]->(b:Entry) RETURN a.id, p.n, b.id ORDER BY a.id, p.n, b.id',
        lookup: (id) => `MATCH (e:Entry {id: '${id}'}) RETURN e.n, e.text`,
        counts: ['MATCH (e:Entry) RETURN count(e)', 'MATCH ()-[p:PAIR]->() RETURN count(p)'],
      },
    };
  },
  async duckdb() {
    const { DuckDBInstance, version } = require('@duckdb/node-api');
    const options = { threads: '2' };
    if (readonly) options.access_mode = 'READ_ONLY';
    const instance = await DuckDBInstance.create(path.resolve(database), options);
    const connection = await instance.connect();
    const plain = (value) => (typeof value === 'bigint' ? Number(value) : value);
    const rows = async (text) => (await connection.runAndReadAll(text)).getRows().map((row) => row.map(plain));
    return { ...overSql(rows), version, begin: 'BEGIN', checkpoint: 'CHECKPOINT' };
  },
  async sqlite() {
    const options = { readonly, fileMustExist: readonly };
    const db = new (require('better-sqlite3'))(path.resolve(database), options);
    if (!readonly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
    }
    const prepared = new Map();
    const rows = (text) => {
      if (!prepared.has(text)) prepared.set(text, db.prepare(text));
      const statement = prepared.get(text);
      if (statement.reader) return statement.raw().all();
      statement.run();
      return [];
    };
    const version = () => rows('SELECT sqlite_version()')[0][0];
    return { ...overSql(rows), version, begin: 'BEGIN IMMEDIATE', checkpoint: 'PRAGMA wal_checkpoint(TRUNCATE)' };
  },
};

function overSql(rows) {
  const insert = (table, values) => rows(`INSERT INTO ${table} VALUES (${values.map(quoted).join(', ')})`);
  return {
    rows,
    async make() {
      for (const table of tables) await rows(table);
    },
    async pair(n, text) {
      const [first, second] = [entry(n, 'first', text), entry(n, 'second', text)];
      await insert('entry', first);
      await insert('entry', second);
      await insert('pair', [first[0], second[0], n]);
    },
    queries: { ...sql, lookup: (id) => `${sql.lookup}'${id}'` },
  };
}

async function answer(engine, request) {
  const { queries } = engine;
  switch (request.do) {
    case 'make':
      await engine.make();
      await engine.rows(engine.begin);
      for (let n = 1; n <= request.count; ++n) await engine.pair(n, `text ${n}`);
      await engine.rows('COMMIT');
      await engine.rows(engine.checkpoint);
      return [];
    case 'write':
      await engine.rows(engine.begin);
      await engine.pair(request.n, request.text);
      await engine.rows('COMMIT');
      return [];
    case 'read': {
      const entries = await engine.rows(queries.entries);
      const found = [];
      for (let n = 1; n <= 2000; n += 97) found.push(await engine.rows(queries.lookup(entry(n, 'first', '')[0])));
      return [entries, await engine.rows(queries.pairs), found];
    }
    case 'count':
      return [(await engine.rows(queries.counts[0]))[0][0], (await engine.rows(queries.counts[1]))[0][0]];
    case 'version':
      return engine.version();
    default:
      throw new Error('an unknown request');
  }
}

const say = (value) => fs.writeSync(1, JSON.stringify(value) + '\n');
const shown = (error) => ({ error: String(error?.message ?? error) || 'an error without words' });
let engine;
try {
  engine = await engines[name]();
  say({ rows: [] });
} catch (error) {
  say(shown(error));
  process.exit(0);
}
for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    say({ rows: await answer(engine, JSON.parse(line)) });
  } catch (error) {
    say(shown(error));
  }
}
process.exit(0);
