return {
  columns = { who = text{}, day = date"yyyy-mm-dd", smiles = number{} },
  row = function(r, emit)
    emit { "mesure", of = r.who, at = r.day, values = { smiles = r.smiles } }
    emit { "measure", of = r.who, at = r.day, key = 1, values = { smile = r.smiles } }
    emit { "interaction", of = r.who, at = r.day, key = 2, chanel = "call" }
  end,
}
