return {
  columns = { who = text{}, day = date"yyyy-mm-dd", smiles = number{} },
  row = function(r, emit)
    local size = #r.note
    emit { "note", of = r.who, at = r.day, text = size }
  end,
}
