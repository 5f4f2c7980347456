-- The command line: finds the verb, reads its options, runs it, returns the exit status. A verb is a file in verbs/ that returns
--   { summary = "…", define = function(command) end, run = function(arguments) return status end }
-- with `command` an argparse parser. Only the verb that was asked for is loaded; that is why the overview stands here.

collectgarbage("incremental", 400) -- a verb lives a moment: collect seldom

local kith = require "kith"

kith.home = ... -- where the program found this file

-- Name, summary, and the options it has in common with others (options.lua).
local VERBS = {
  { "new",     "make a workspace: an empty one, a small one, or an example", { "today" } },
  { "check",   "read everything and say what is wrong with it",              { "dir", "format", "all_findings" } },
  { "log",     "note what happened",                                         { "dir", "today", "format" } },
  { "import",  "note what happened from a file",                             { "dir", "today", "format", "all_findings" } },
  { "score",   "say how relationships stand",                                { "dir", "as_of", "table", "exit_code" } },
  { "explain", "say why one stands so, and what changed it",                 { "dir", "as_of", "format" } },
  { "review",  "plan, open and close reviews",                               { "dir", "today", "table", "exit_code" } },
  { "digest",  "tell each owner what is late, owed, quiet, moved, coming",    { "dir", "as_of", "exit_code" } },
  { "improve", "open improvements, move them on, say whether they got there", { "dir", "today", "table", "exit_code" } },
  { "report",  "write a document for people",                                { "dir", "as_of" } },
  { "backtest", "hold scores against what happened",                         { "dir", "as_of", "table" } },
  { "simulate", "rehearse the future, many times over",                     { "dir", "as_of", "table" } },
  { "verify",  "make sure that the record is whole",                         { "dir" } },
  { "repl",    "ask questions in Lua",                                       { "dir", "as_of" } },
}

local EPILOG = [[
kith VERB --help tells more of one.
New here? kith new --example restaurant trattoria
Exit status: 0 done, 1 an error, 2 something was found to be wrong.]]

-- ---- A verb ----

local function fail(message, hint)
  io.stderr:write("kith: error: ", message, "\n", hint, "\n")
  return 1
end

local function parser_of(entry)
  local verb = require("kith.verbs." .. entry[1])
  return require("kith.options").parser(entry[1], verb, entry[3]), verb
end

local function run_verb(entry, words)
  local parser, verb = parser_of(entry)
  return verb.run(parser:parse(words))
end

-- ---- The program ----

local function overview()
  local lines = { "Usage: kith [-C DIR] VERB …", "", "Relationship management as code.", "", "Verbs:" }
  for _, entry in ipairs(VERBS) do lines[#lines + 1] = ("  %-9s %s"):format(entry[1], entry[2]) end
  return table.concat(lines, "\n") .. "\n\n" .. EPILOG .. "\n"
end

local function find(name)
  local names = {}
  for i, entry in ipairs(VERBS) do
    if entry[1] == name then return entry end
    names[i] = entry[1]
  end
  return nil, names
end

local function unknown(what, name, names)
  local advice = require("kith.suggest").nearest(name, names)
  return fail(("no %s \"%s\"%s"):format(what, kith.visible(name), advice), "kith --help lists the verbs")
end

local function help(name)
  if not name or name == "help" then
    io.write(overview())
    return 0
  end
  local entry, names = find(name)
  if not entry then return unknown("verb", name, names) end
  io.write(parser_of(entry):get_help(), "\n")
  return 0
end

-- What stands before the verb: `kith -C acme check` is `kith check -C acme`. Returns the verb's position and the words to hand on.
local function before_verb(words)
  local moved, i = {}, 1
  while words[i] == "-C" or words[i] == "--dir" do
    table.move(words, i, i + 1, #moved + 1, moved)
    i = i + 2
  end
  if words[i] and words[i]:find "^%-C." then
    moved[#moved + 1] = words[i]
    i = i + 1
  end
  return i, table.move(words, i + 1, #words, #moved + 1, moved)
end

local function main(words)
  local position, rest = before_verb(words)
  local name = words[position]
  if name == "-h" or name == "--help" or name == "help" then return help(words[position + 1]) end
  if name == "-V" or name == "--version" then
    io.write("kith ", kith.version, "\n")
    return 0
  end
  if not name then
    io.stderr:write(overview())
    return 1
  end
  local entry, names = find(name)
  if not entry then return unknown(name:find "^%-" and "option" or "verb", name, names) end
  return run_verb(entry, rest)
end

return main(arg)
