-- 2^60 turns for an empty text
return (''):rep(1 << 60)
