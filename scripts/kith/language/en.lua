-- English is what the program and its reports are written in: no words to put in their place.
return {
  code = "en", decimal = ".", thousands = ",",
  months = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
  words = {},
}
