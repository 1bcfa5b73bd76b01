-- The dead letters that are meant: the one that is named, or the longest dead.
-- KEYS: dead
-- Needs: id, limit
-- Provides: ids

local ids = {}
if id == '' then
	ids = redis.call('ZRANGE', dead, 0, limit - 1)
elseif redis.call('ZSCORE', dead, id) then
	ids = { id }
end
