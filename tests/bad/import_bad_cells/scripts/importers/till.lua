return {
  columns = { who = text{}, day = date"yyyy-mm-dd", smiles = number{} },
  row = function(r, emit) emit { "measure", of = r.who, at = r.day, key = r.day, values = { smiles = r.smiles } } end,
}
