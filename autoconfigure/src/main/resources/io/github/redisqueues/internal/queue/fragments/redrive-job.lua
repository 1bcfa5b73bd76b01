-- The job that redrives dead letters step by step: `redrive` while it runs, and one of `redrives` when it has ended. RedriveState.java
-- describes the same layout: numbers as doubles, then texts after their lengths. `redriven` has the ids of the messages that were
-- redriven and of which it is not known yet what becomes of them.
-- KEYS: redrive redrives redriven
-- Needs: now
-- Provides: read_job(), job_as_text(), keep_job(), end_job(), is_driven(), RUNNING, FINISHED, STOPPED, ONE, TEN, FULL

--@ reply
local LAYOUT = 1
local RUNNING = 0
local FINISHED = 1
local STOPPED = 2
local ONE = 0
local TEN = 1
local FULL = 2
-- Milliseconds
local KEPT = 2592000000
local LONGEST_LEASE = 60000
local MAX_ENDED = 20

local function job_numbers()
	return { 'layout', 'state', 'phase', 'started_at', 'ended_at', 'total', 'most', 'redriven', 'handled', 'failed', 'pending',
		'permits', 'period', 'ratio', 'lease_until', 'after_moment', 'sequence', 'tokens', 'filled_at' }
end

local function job_texts()
	return { 'id', 'driver', 'driver_name', 'started_by', 'filter', 'after_id', 'outcomes', 'reason' }
end

-- Returns the job that runs, or nil if there is none, or one of a later release.
local function read_job()
	local stored = redis.call('GET', redrive)
	local names, job = job_numbers(), {}
	if not stored or #stored < 8 * #names or struct.unpack('>d', stored) ~= LAYOUT then
		return nil
	end
	local numbers = { struct.unpack('>' .. string.rep('d', #names), stored) }
	for i, name in ipairs(names) do
		job[name] = numbers[i]
	end
	local at = numbers[#names + 1]
	for _, name in ipairs(job_texts()) do
		local last = at + 3 + struct.unpack('>I4', stored, at)
		job[name] = string.sub(stored, at + 4, last)
		at = last + 1
	end
	return job
end

local function job_as_text(job)
	local parts = {}
	job.layout = LAYOUT
	for _, name in ipairs(job_numbers()) do
		parts[#parts + 1] = struct.pack('>d', job[name] or 0)
	end
	for _, name in ipairs(job_texts()) do
		parts[#parts + 1] = text(job[name] or '')
	end
	return table.concat(parts)
end

local function keep_job(job)
	redis.call('SET', redrive, job_as_text(job), 'PX', KEPT)
end

-- Ends the job. Begins with a removal, which Redis allows when it is out of memory.
local function end_job(job, state, reason)
	redis.call('DEL', redrive, redriven)
	job.state, job.reason, job.ended_at = state, reason, now
	job.driver, job.driver_name, job.lease_until = '', '', 0
	redis.call('LPUSH', redrives, job_as_text(job))
	if redis.call('LLEN', redrives) > MAX_ENDED then
		redis.call('RPOP', redrives)
	end
	redis.call('PEXPIRE', redrives, KEPT)
end

-- Returns whether a process drives the job. A lease far ahead is from a time when the server's clock was wrong.
local function is_driven(job)
	return job.lease_until > now and job.lease_until <= now + LONGEST_LEASE
end
