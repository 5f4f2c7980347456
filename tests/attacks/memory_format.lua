-- a format with a huge width
return ('%99999d'):format(1)
