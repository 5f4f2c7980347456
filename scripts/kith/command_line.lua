-- A command as it would be typed, as a source that findings can point into. It is put together from what was understood, options last,
-- so that every argument has a place whichever way it was given.

local kith = require "kith"
local output = require "kith.output"

local command_line = {}
command_line.__index = command_line

function command_line.new(beginning)
  return setmetatable({ text = beginning, places = {} }, command_line)
end

-- A place is { source, line, column, width }; the source's number is known once the line is registered.
local function place(self, column, width)
  local new = { 0, 1, column, math.max(width, 1) }
  self.places[#self.places + 1] = new
  return new
end

-- Appends text already shown as a shell wants it; where it begins.
local function append(self, shown)
  self.text = self.text .. shown
  return #self.text - #shown + 1
end

-- Inside the quotes, if there are any: that is where a finding about a part of the value counts from.
local function value_place(self, value)
  local shown = output.shell(kith.visible(value))
  local quotes = #shown > 0 and shown:sub(1, 1) == "'" and 1 or 0
  return place(self, append(self, shown) + quotes, #shown - 2 * quotes)
end

function command_line:word(word)
  append(self, " ")
  return value_place(self, word)
end

-- key=value, or "--option value" where `between` is a blank: places of the whole and of the value.
function command_line:pair(key, value, between)
  local from = append(self, " " .. kith.visible(key) .. (between or "=")) + 1
  local value_at = value_place(self, value)
  return place(self, from, #self.text - from + 1), value_at
end

function command_line:register(findings)
  local number = findings:source("command line", self.text)
  for _, each in ipairs(self.places) do each[1] = number end
end

return command_line
