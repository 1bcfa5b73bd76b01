-- Counts the ready messages of a ZSET.
-- KEYS: ready
-- Needs: none
-- Provides: ready_count

local ready_count = redis.call('ZCARD', ready)
