-- What --out names: a file of a document that was made, in a folder that need not be there yet.

local kith = require "kith"
local lfs = require "lfs"
local output = require "kith.output"

local out_file = {}

-- Makes the folders that a path lies in; where one cannot be made, writing the file says why.
function out_file.make_folders(path)
  for to in path:gmatch "()/" do
    if to > 1 then lfs.mkdir(path:sub(1, to - 1)) end
  end
end

-- Writes a text and says so; without `replace` a file that is there stays. nil and why.
function out_file.write(path, text, replace)
  out_file.make_folders(path)
  local written, why = kith.write_file(path, text, replace or false)
  if written then
    output.say(("%s written"):format(kith.visible(path)))
    return true
  end
  local advice = not replace and why:find "exists" and "; --replace overwrites a file" or ""
  return nil, ("%s: %s%s"):format(kith.visible(path), why, advice)
end

return out_file
