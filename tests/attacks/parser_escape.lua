-- escapes at the edges
return '\u{7FFFFFFF}\z   \x41\065\u{10FFFF}', '\u{80000000}'
