-- Chooses dead letters: the one with the given id, or if that is empty, the oldest ones.
-- KEYS: dead
-- Needs: id, limit
-- Provides: ids

local ids = {}
if id == '' then
	ids = redis.call('ZRANGE', dead, 0, limit - 1)
elseif redis.call('ZSCORE', dead, id) then
	ids = { id }
end
