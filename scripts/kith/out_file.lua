-- What --out names: a file of a document that was made, in a folder that need not be there yet, and in which format.

local contains = require "kith.contains"
local kith = require "kith"
local lfs = require "lfs"
local output = require "kith.output"

local out_file = {}

-- ---- The format ----

local ENDINGS = { text = "txt", md = "md", html = "html", json = "json", csv = "csv", ics = "ics" }
local FORMATS = { htm = "html" }
for format, ending in pairs(ENDINGS) do FORMATS[ending] = format end

local PANDOC = { docx = true, odt = true, pptx = true, rtf = true, epub = true }
local SPREADSHEETS = { xlsx = true, ods = true }

-- "txt" of the path of a text; nil where it has no ending: a letter begins one, so that reports/2026.06 has none.
function out_file.ending(path) return (path:match "%.(%a%w*)$" or ""):lower():match ".+" end

function out_file.ending_of(format) return ENDINGS[format] end

-- How one comes to a format that kith does not write, from those it does; else which these are.
local function other_way(path, ending, formats)
  if ending == "pdf" and contains(formats, "html") then
    return "print the page: write .html, open it in a browser, print it to a file"
  elseif SPREADSHEETS[ending] and contains(formats, "csv") then
    return "spreadsheets open .csv"
  elseif PANDOC[ending] and contains(formats, "md") then
    local markdown = output.shell(path:sub(1, -#ending - 1) .. "md")
    return ("pandoc does: --out %s, then pandoc %s -o %s"):format(markdown, markdown, output.shell(path))
  end
  local endings = {}
  for i, format in ipairs(formats) do endings[i] = "." .. ENDINGS[format] end
  return "it writes " .. output.list(endings)
end

-- A name that promises a format which is not written is refused: it would open there as nonsense.
local function refused(path, ending, formats)
  local here = FORMATS[ending] and " here" or "" -- others may
  local way = other_way(path, ending, formats)
  return ("--out %s: kith does not write .%s%s; %s"):format(kith.visible(path), ending, here, kith.visible(way))
end

-- The format to write: --format, else what --out ends with, else the first of `formats`, which are those that the verb writes. nil and why
-- where --out ends with something else.
function out_file.format(arguments, formats)
  local ending = arguments.out and out_file.ending(arguments.out)
  local known = FORMATS[ending or ""]
  if ending and not contains(formats, known) then return nil, refused(arguments.out, ending, formats) end
  return arguments.format or known or formats[1]
end

-- ---- The file ----

-- Makes the folders that a path lies in. nil and why where one cannot be made.
function out_file.make_folders(path)
  for to in path:gmatch "()/" do
    local folder = path:sub(1, to - 1)
    if to > 1 and not lfs.attributes(folder) then
      local made, why = lfs.mkdir(folder)
      local is_there = made or lfs.attributes(folder) -- another task may just have made it
      if not is_there then
        return nil, ("%s: the folder cannot be made: %s"):format(kith.visible(folder), (why:gsub("^%u", string.lower)))
      end
    end
  end
  return true
end

-- Writes a text and says so; without `replace` a file that is there stays. nil and why.
function out_file.write(path, text, replace)
  local made, fault = out_file.make_folders(path)
  if not made then return nil, fault end
  local written, why = kith.write_file(path, text, replace or false)
  if written then
    output.say(("%s written"):format(kith.visible(path)))
    return true
  end
  local advice = not replace and why:find "exists" and "; --replace overwrites a file" or ""
  return nil, ("%s: %s%s"):format(kith.visible(path), why, advice)
end

return out_file
