-- How long things about locks last, in milliseconds.
-- Needs: none
-- Provides: RETENTION, RETENTION_TEXT, QUEUE_KEPT, OFFER_TIME, OFFER_KEPT, CHECK_INTERVAL, MAX_CHECK_INTERVAL

-- A free lock is kept for this long, so that its token is remembered. The text is the same number: as an
-- argument of a command it need not be formatted.
local RETENTION = 600000
local RETENTION_TEXT = '600000'
-- A wait queue is deleted if no process has registered for this long
local QUEUE_KEPT = 60000
-- A lock is offered to a waiter for this long
local OFFER_TIME = 1000
-- An offer that was not taken is remembered for this long
local OFFER_KEPT = 60000
-- The first waiters check the lock this often, in case a wake-up was lost; the others less often
local CHECK_INTERVAL = 5000
local MAX_CHECK_INTERVAL = 12000
