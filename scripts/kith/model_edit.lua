-- Changes that a review asks for, in the model file where they belong: found, held against what the file says, written when told to.

local kith = require "kith"
local lfs = require "lfs"
local model_change = require "kith.model_change"

local model_edit = {}

-- The file that an entry stands in, and its line; nil where it stands in none that could be edited, such as a list or the journal.
local function file_of(ws, entry)
  local name, line = ws.core:source_name(entry.place[1]), entry.place[2]
  for _, file in ipairs(ws.files) do
    if file.path == name and file.kind ~= "list" then return file, line end
  end
  return nil, line, line > 0 and name or nil
end

-- The keys that lead to the entry of a stakeholder, or of a relationship between others.
local function path_of(entry) return { entry.is == "relationship" and "relationships" or "stakeholders", entry.id } end

-- What the changes come to, where a relationship's stakeholder or, between others, the relationship itself is defined:
-- { file, line, diff, other = those without a place }, and for write: text, path, was. nil where nothing is to be changed.
function model_edit.of(ws, relationship, changes)
  if not changes then return nil end
  local entry = relationship.parent or relationship
  local file, line, list = file_of(ws, entry)
  local diff, at, lost, text = model_change.show(file and file.path or list, file and file.text or "", line, changes)
  if not diff and not lost[1] then return nil end
  local told = diff ~= nil and model_change.says(file.text, text, path_of(entry), changes)
  return { file = file and file.path or list, line = at, diff = diff, other = lost, text = told and text or nil, was = file and file.text }
end

-- ---- Whether it may be written ----

-- Findings of the models alone, with one file's text in place of its own.
local function findings_with(ws, path, text)
  local findings = kith.diagnostics()
  local scratch = kith.workspace(findings)
  for _, file in ipairs(ws.files) do
    local content = file.path == path and text or file.text
    if file.kind == "list" then scratch:layer_list(file.path, content, file.name)
    elseif file.kind == "model" or file.kind == "practice" then scratch:layer(file.path, content) end
  end
  scratch:build()
  return findings
end

-- nil where the change may be written; else why not.
function model_edit.obstacle(ws, change)
  local where = change.file and ("%s:%d"):format(change.file, change.line)
  if change.other[1] or not change.text then
    local what = change.other[1] and table.concat(change.other, ", ") or "the change"
    return ("%s finds no safe place in %s; edit it, and close without --write"):format(what, where or "models/")
  end
  if change.file:find "^kith:" then return ("%s is not the workspace's to change"):format(change.file) end
  if kith.read_file(ws.dir, change.file) ~= change.was then return ("%s has changed meanwhile; try again"):format(change.file) end
  local findings = findings_with(ws, change.file, change.text)
  if findings:errors() > findings_with(ws, change.file, change.was):errors() then
    return ("with this change %s would be wrong:\n%s"):format(change.file, findings:render())
  end
end

-- Puts the text in place of the file, at once. true, or nil and why.
function model_edit.write(ws, change)
  local path = ws.dir .. "/" .. change.file
  local target = lfs.symlinkattributes(path, "mode") == "link"
  if target then return nil, "it is a link" end
  return kith.write_file(path, change.text, true)
end

return model_edit
