-- Housekeeping for operations that only look or delete: wakes as many waiters as messages became ready, and
-- deletes dead letters that are not to be kept.
-- Needs: keep_dead, max_dead
-- Provides: none

local is_idle, is_plain = false, false
--@ sweep
if became_ready > 0 then
	--@ wake
	wake(became_ready)
end
if keep_dead > 0 or max_dead > 0 then
	--@ dead-letters
	trim_dead(500)
end
