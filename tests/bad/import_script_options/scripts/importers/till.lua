return {
  columns = { who = text{}, day = date"dd.mm.yy", smiles = number{ decimal = ";" } },
  row = function(r, emit) end,
}
