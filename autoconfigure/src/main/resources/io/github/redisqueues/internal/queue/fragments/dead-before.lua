-- Which dead letters belong to a job that redrives them.
-- Needs: none
-- Provides: was_dead_before()

-- Returns whether a dead letter has been dead since the job began: nobody has redriven it, and it was not sent or imported after that.
local function was_dead_before(moment, receipt, started_at, sequence)
	return tonumber(moment) <= started_at and tonumber(string.match(receipt or '', '^%d+%.%d+%-(%d+)$') or 0) <= sequence
end
