-- Names of things for people: the label of a definition, its id where it has none.

local labels = {}

function labels.of(ws, kind, id)
  local entity = id and ws.core:find(kind, id)
  return entity and entity.label or id
end

function labels.list(ws, kind, ids)
  local list = {}
  for i, id in ipairs(ids or {}) do list[i] = labels.of(ws, kind, id) end
  return list
end

return labels
