return {
  colums = {},
  columns = { who = txt{}, day = date"yyyy-mm-dd" },
  unmatched = "keep",
}
