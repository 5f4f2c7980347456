-- a pattern that recurses deeply
return ('('):rep(100000):find(('%b()'):rep(10000))
