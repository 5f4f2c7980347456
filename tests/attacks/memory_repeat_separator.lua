-- an empty text with a separator
return (''):rep(1 << 60, ',')
