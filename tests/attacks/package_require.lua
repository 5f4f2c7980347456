-- requires what was not offered
return require('os') or require('lfs') or require('../../etc/passwd')
