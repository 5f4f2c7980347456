return {
  columns = { who = text{}, day = date"yyyy-mm-dd", smiles = number{} },
  row = function(r, emit)
    while true do end
  end,
}
