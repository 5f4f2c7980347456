-- The document tree as it is, with what it rests on.

local output = require "kith.output"

local render = {}

function render.document(tree, source)
  local copy = { source = source }
  for key, value in pairs(tree) do copy[key] = value end
  return output.json_text(copy, { "is", "title", "subtitle", "source", "kind", "day", "content" })
end

return render
