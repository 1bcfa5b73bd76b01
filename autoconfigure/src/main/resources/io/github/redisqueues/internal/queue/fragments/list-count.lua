-- Counts the ready messages of a LIST.
-- KEYS: ready withdrawn
-- Needs: none
-- Provides: ready_count

local ready_count = redis.call('LLEN', ready) - redis.call('SCARD', withdrawn)
