-- KEYS notices. Read and gone.
local texts = redis.call('lrange', KEYS[1], 0, -1)
redis.call('del', KEYS[1])
return texts
