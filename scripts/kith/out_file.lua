-- What --out names: a file of a document that was made, in a folder that need not be there yet.

local kith = require "kith"
local lfs = require "lfs"
local output = require "kith.output"

local out_file = {}

-- Makes the folders that a path lies in. nil and why where one cannot be made.
function out_file.make_folders(path)
  for to in path:gmatch "()/" do
    local folder = path:sub(1, to - 1)
    if to > 1 and not lfs.attributes(folder) then
      local made, why = lfs.mkdir(folder)
      if not made then return nil, ("%s: the folder cannot be made: %s"):format(kith.visible(folder), (why:gsub("^%u", string.lower))) end
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
