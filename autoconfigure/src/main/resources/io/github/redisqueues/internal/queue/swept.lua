-- Housekeeping for scripts that only look: who waits hears of what became ready.
-- KEYS: waiters
-- Needs: now, max_attempts, duplicate_window, wake_channel, heard_is_exact

local is_idle, is_plain = false, false
--@ sweep
if made_ready > 0 then
	--@ wake
	wake(made_ready)
end
