return {
  columns = { who = text{}, day = date"yyyy-mm-dd", smiles = number{} },
  unmatched = "keep",
}
