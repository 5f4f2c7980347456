-- The options of a verb: those it has in common with others, and argparse brought to our manners: messages on one line with the word
-- probably meant, names as in the usage, examples left as they were written. Fields of argparse that begin with _ are read here only.

local kith = require "kith"

local options = {}

-- ---- Days given on the command line ----

-- "2026-2-3" -> "2026-02-03", "2026-02-30" -> the last day of that month; nil where nothing can be made of it.
local function day_meant(text)
  local year, month, day = text:match "^(%d%d%d%d)%D(%d%d?)%D(%d%d?)$"
  if not year or tonumber(day) > 31 then return nil end
  for d = tonumber(day), 28, -1 do
    local candidate = ("%s-%02d-%02d"):format(year, tonumber(month), d)
    if kith.is_day(candidate) then return candidate end
  end
  local padded = ("%s-%02d-%02d"):format(year, tonumber(month), tonumber(day))
  return kith.is_day(padded) and padded or nil
end

-- For an argparse option that takes a day: option:convert(options.day "--until").
function options.day(option)
  return function(text)
    if kith.is_day(text) then return text end
    local meant = day_meant(text)
    local advice = meant and "write it as " .. meant or "write it like 2026-03-01"
    return nil, ("%s %s is no day; %s"):format(option, kith.visible(text), advice)
  end
end

-- ---- Options that verbs share ----

local function format_option(...)
  local choices = { ... }
  return function(command)
    command:option("--format", "How to print: " .. table.concat(choices, ", ") .. ".", "text"):choices(choices)
      :argname "FORMAT":show_default(true)
  end
end

local COMMON = {
  dir = function(command)
    command:option("-C", "The workspace's folder.", "."):hidden_name "--dir":target "dir":argname "DIR"
  end,
  today = function(command)
    command:option("--today", "The day to take for today (default: the clock's).")
      :argname "DAY":default(kith.clock_today()):show_default(false):convert(options.day "--today")
  end,
  as_of = function(command)
    command:option("--as-of", "As things stood at the end of that day (default: today).")
      :argname "DAY":default(kith.clock_today()):show_default(false):convert(options.day "--as-of")
  end,
  format = format_option("text", "json"),
  table = format_option("text", "json", "csv"),
  all_findings = function(command)
    command:flag("--all-findings", "Show each finding, also where many are alike.")
  end,
  exit_code = function(command)
    command:flag("--exit-code", "Exit with 2 where something is due or found; otherwise that is no failure.")
  end,
}

local FLAGS = { dir = "-C", today = "--today", as_of = "--as-of", format = "--format", table = "--format", exit_code = "--exit-code",
                all_findings = "--all-findings" }

-- ---- Errors of the command line ----

local function option_names(parser)
  local names = {}
  for name in parser:_get_options():gmatch "%S+" do names[#names + 1] = name end
  local outer = parser._parent and option_names(parser._parent) or {}
  return table.move(outer, 1, #outer, #names + 1, names)
end

local function command_names(parser)
  local names = {}
  for _, command in ipairs(parser._commands) do names[#names + 1] = command._name end
  return names
end

local function no_such(what, word, known)
  return ("no %s \"%s\"%s"):format(what, kith.visible(word), require("kith.suggest").nearest(word, known))
end

-- argparse's messages in our words: one line, and the word probably meant.
local function in_our_words(parser, message)
  local option = message:match "^unknown option '([^\n]*)'"
  if option and option:find "^%-[%s%d]" then return "a value that begins with \"-\" is joined to its option: --note=\"-…\"" end
  if option then return no_such("option", option, option_names(parser)) end
  local command = message:match "^unknown command '([^\n]*)'"
  if command then return no_such("command", command, command_names(parser)) end
  local limited, choices = message:match "^argument for option '(.-)' must be one of (.*)$"
  if limited then return ("%s is one of %s"):format(limited, (choices:gsub("'", ""))) end
  if message == "a command is required" then return "say which: " .. table.concat(command_names(parser), ", ") end
  return (kith.visible(message):gsub("^missing argument '(.*)'$", "%1 is missing"):gsub("'(%-[^']*)'", "%1"))
end

-- In place of argparse's own, which prints the whole usage. Does not return.
local function parse_error(parser, message)
  local name = parser:_get_fullname()
  io.stderr:write(name, ": error: ", in_our_words(parser, message), "\n", name, " --help shows how it is used\n")
  os.exit(1)
end

-- ---- A verb ----

local function has_option(parser, name)
  return (" " .. parser:_get_options() .. " "):find(" " .. name .. " ", 1, true) ~= nil
end

-- Arguments appear in help and messages as they do in the usage: FOLDER, not folder.
local function show_names(parser)
  for _, argument in ipairs(parser._arguments) do
    local shown = argument._argname
    if type(shown) == "string" then
      argument._target = argument._target or argument._name
      argument._name = shown
    end
  end
  for _, command in ipairs(parser._commands) do show_names(command) end
end

-- Options of the verb hold for its commands too; argparse would not say so.
local function tell_in_commands(parser)
  local names = {}
  for _, option in ipairs(parser._options) do
    if option._name ~= "-h" then names[#names + 1] = option._name end
  end
  local also = ("Also: %s (%s --help)."):format(table.concat(names, ", "), parser._name)
  for _, command in ipairs(parser._commands) do
    command:epilog((command._epilog and command._epilog .. "\n\n" or "") .. also)
  end
end

-- Examples stand at the end as they were written: argparse would break their lines.
local function keep_epilog(parser)
  local epilog = parser._epilog
  parser._epilog = nil
  parser.get_help = function(self) return getmetatable(self).get_help(self) .. (epilog and "\n\n" .. epilog or "") end
  for _, command in ipairs(parser._commands) do keep_epilog(command) end
end

-- The parser of a verb's file under its name, with the options it shares with others (keys of COMMON).
function options.parser(name, verb, shared)
  local parser = require "argparse"("kith " .. name)
  parser:help_max_width(80):usage_max_width(80):help_description_margin(24):help_usage_margin(2)
  verb.define(parser)
  for _, each in ipairs(shared) do
    if not has_option(parser, FLAGS[each]) then COMMON[each](parser) end
  end
  if not parser._description then parser:description(verb.summary:gsub("^%l", string.upper):gsub("[^.]$", "%0.")) end
  tell_in_commands(parser)
  show_names(parser)
  keep_epilog(parser)
  parser.error = parse_error
  return parser
end

return options
