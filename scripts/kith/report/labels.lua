-- Names of things for people: the label of a definition, its id where it has none.

local labels = {}

function labels.of(ws, kind, id)
  local entity = id and ws.core:find(kind, id)
  return entity and entity.label or id
end

-- The same as a function that asks for each name once: for tables of thousands of rows.
function labels.cached(ws)
  local known = {}
  return function(kind, id)
    if not id then return nil end
    local of_kind = known[kind] or {}
    known[kind] = of_kind
    of_kind[id] = of_kind[id] or labels.of(ws, kind, id)
    return of_kind[id]
  end
end

function labels.list(ws, kind, ids)
  local list = {}
  for i, id in ipairs(ids or {}) do list[i] = labels.of(ws, kind, id) end
  return list
end

return labels
