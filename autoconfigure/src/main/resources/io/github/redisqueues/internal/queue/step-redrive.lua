-- Does a step of the job that redrives dead letters: counts what became of those that it has redriven, stops it if too many failed again,
-- and redrives the next ones, as many as it may. Only one process drives the job. With a lease of 0 it gives the job up and tells the
-- others. A repeated step changes nothing, because a dead letter that was redriven does not belong to the job any more.
-- KEYS: messages dead attempts redriven ready
-- ARGV: [publish_counts_subscribers lease after_moment is_last] wake_channel notice_channel job_id driver driver_name after_id ...
--       the ids of dead letters that match, the next ones first; `is_last` is 1 if there are no more. All that match before them, and behind
--       `after_id`, were redriven
-- Returns: 0 if the job does not run, 1 if this process drives it, 2 if another one does; then how many of the ids are settled, how many
--          more the job may redrive now, how many messages this step has redriven or counted, and the job, as far as this process drives it
-- Called by: RedriveClient.step

--@ clock
--@ redrive-job
--@ dead-before
local MAX_PENDING = 1000
local MAX_REDRIVEN = 500
local MAX_OUTCOMES = 100
local FIRST_PHASES = 11

local job = read_job()
if not job or job.id ~= job_id then
	return struct.pack('>dddd', 0, 0, 0, 0)
end
if job.driver ~= driver and is_driven(job) then
	return struct.pack('>dddd', 2, 0, 0, 0)
end
job.driver, job.driver_name, job.lease_until = driver, driver_name, now + lease
if after_id ~= '' then
	job.after_moment, job.after_id = after_moment, after_id
end

local _, failures = string.gsub(job.outcomes, '1', '')
local stop_reason

local function check_failures()
	local sample = math.max(#job.outcomes, math.min(FIRST_PHASES, job.total))
	if not stop_reason and failures > 0 and (job.phase == ONE or failures * 1000000 > job.ratio * sample) then
		stop_reason = job.phase == ONE and 'the first message failed again'
			or string.format('%d of the last %d messages failed again', failures, #job.outcomes)
	end
end

-- A step may learn of more outcomes than are kept, so it looks at every hundred
local function add_outcome(outcome)
	job.outcomes = job.outcomes .. outcome
	failures = failures + tonumber(outcome)
	if #job.outcomes > MAX_OUTCOMES then
		failures = failures - tonumber(string.sub(job.outcomes, 1, 1))
		job.outcomes = string.sub(job.outcomes, 2)
	end
	if #job.outcomes == MAX_OUTCOMES then
		check_failures()
	end
end

-- A message has been handled if it is gone, and has failed if it is dead again or is to be retried
local pending, decided = redis.call('ZRANGE', redriven, 0, -1), {}
if pending[1] then
	local died = redis.call('ZMSCORE', dead, unpack(pending))
	local receipts = redis.call('HMGET', attempts, unpack(pending))
	for i, id in ipairs(pending) do
		local outcome
		if died[i] or tonumber(string.match(receipts[i] or '', '^%d+') or 1) > 1 then
			outcome = '1'
			job.failed = job.failed + 1
		elseif not receipts[i] and redis.call('HEXISTS', messages, id) == 0 then
			outcome = '0'
			job.handled = job.handled + 1
		end
		if outcome then
			decided[#decided + 1] = id
			add_outcome(outcome)
		end
	end
end
if decided[1] then
	redis.call('ZREM', redriven, unpack(decided))
end
job.pending = #pending - #decided

check_failures()
if stop_reason then
	end_job(job, STOPPED, stop_reason)
	return struct.pack('>dddd', 1, 0, 0, #decided) .. job_as_text(job)
end

local function most_in_phase()
	return job.phase == ONE and 1 or job.phase == TEN and FIRST_PHASES or math.huge
end
while job.pending == 0 and job.redriven >= most_in_phase() do
	job.phase = job.phase + 1
	job.tokens, job.filled_at = 1, now
end
local room = math.min(MAX_PENDING - job.pending, MAX_REDRIVEN, most_in_phase() - job.redriven)
if job.phase == FULL then
	local rate = job.permits / job.period
	job.tokens = math.min(math.max(1, rate * 1000), job.tokens + math.max(0, now - job.filled_at) * rate)
	job.filled_at = now
	room = math.min(room, math.floor(job.tokens))
end
if job.most > 0 then
	room = math.min(room, job.most - job.redriven)
end
if lease == 0 then
	room = 0
end

local chosen, ids, settled = {}, {}, 0
for i = first_rest, #ARGV do
	if #ids >= room then
		break
	end
	local id = ARGV[i]
	local moment = not chosen[id] and redis.call('ZSCORE', dead, id)
	if moment and was_dead_before(moment, redis.call('HGET', attempts, id), job.started_at, job.sequence) then
		ids[#ids + 1] = id
		chosen[id] = i - first_rest
	end
	settled = settled + 1
end
if ids[1] then
	--@ ready
	local asked = ids
	ids = remove_withdrawn(asked)
	if #ids < #asked then
		settled = chosen[asked[#ids + 1]]
	end
	--@ return-dead
	local entries = {}
	for i, id in ipairs(ids) do
		entries[2 * i - 1] = now
		entries[2 * i] = id
	end
	redis.call('ZADD', redriven, unpack(entries))
	redis.call('PEXPIRE', redriven, KEPT)
	job.redriven, job.pending, job.tokens = job.redriven + #ids, job.pending + #ids, job.tokens - #ids
	room = room - #ids
end

local is_over = is_last == 1 and first_rest + settled > #ARGV
if job.pending == 0 and (is_over or (job.most > 0 and job.redriven >= job.most)) then
	end_job(job, FINISHED, '')
else
	if lease == 0 then
		job.driver, job.driver_name, job.lease_until = '', '', 0
	end
	keep_job(job)
	if lease == 0 then
		redis.pcall('PUBLISH', notice_channel, ready .. '\nchanged')
	end
end
return struct.pack('>dddd', 1, settled, room, #decided + #ids) .. job_as_text(job)
