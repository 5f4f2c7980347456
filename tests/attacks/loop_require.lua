-- a library that requires itself
return require('loop_require')
