package io.github.redisqueues.autoconfigure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

import io.github.redisqueues.autoconfigure.QueuesProperties.Schedule;
import io.github.redisqueues.internal.schedule.Ticks;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Reads the schedules of one queue.
 */
final class ScheduleReader {

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final String WRITE_CRON = "Write six fields, the first one for seconds, such as '0 0 3 * * *'"
			+ " for each day at 3 o'clock, or a macro such as '@daily'.";

	private final String queue;

	private final PropertyFailures failures;

	ScheduleReader(String queue, PropertyFailures failures) {
		this.queue = queue;
		this.failures = failures;
	}

	/**
	 * Reads and checks a schedule.
	 * @param id name of the schedule
	 * @param schedule the bound properties
	 * @return the schedule, empty if it is disabled
	 */
	Optional<DeclaredSchedule> read(String id, Schedule schedule) {
		String prefix = PropertyFailures.schedule(this.queue, id);
		try {
			Texts.requireName("id", id);
		}
		catch (InvalidValueException ex) {
			throw this.failures.wrong(prefix, id, ex, "Rename the schedule.");
		}
		Ticks ticks = ticks(prefix, schedule);
		if (schedule.payload() == null) {
			throw new FailureAnalyzedException("Property " + prefix + " has no payload: there is nothing to send.",
					"Write " + prefix + ".payload: the text itself for a queue of strings,"
							+ " otherwise JSON of the queue's payload-type.");
		}
		Duration sendWithin = required(prefix + ".send-within", schedule.sendWithin(),
				"Write a duration such as 1h, or remove the property for no limit.");
		return schedule.enabled()
				? Optional.of(new DeclaredSchedule(this.queue, id, ticks, schedule.payload(), sendWithin))
				: Optional.empty();
	}

	private Ticks ticks(String prefix, Schedule schedule) {
		if (schedule.cron() != null && schedule.every() != null) {
			throw this.failures.wrong(prefix + ".every", schedule.every(),
					prefix + ".cron is set too, and only one of them can be", "Remove one of the two.");
		}
		if (schedule.cron() != null) {
			return cron(prefix, schedule.cron(), zone(prefix, schedule.zone()));
		}
		if (schedule.every() == null) {
			throw new FailureAnalyzedException(
					"Property " + prefix + " has neither cron nor every: it does not say when to send.",
					"Write " + prefix + ".cron, such as '0 0 3 * * *', or " + prefix + ".every, such as 10m.");
		}
		if (this.failures.isSet(prefix + ".zone")) {
			throw this.failures.wrong(prefix + ".zone", schedule.zone(),
					"only cron uses a time zone: 'every' counts from 1970-01-01T00:00Z",
					"Remove the property, or use cron.");
		}
		Duration every = required(prefix + ".every", schedule.every(), "Write a duration such as 10m.");
		return Ticks.every(every);
	}

	private ZoneId zone(String prefix, String zone) {
		try {
			return ZoneId.of(zone.strip());
		}
		catch (DateTimeException ex) {
			throw this.failures.wrong(prefix + ".zone", zone, "there is no such time zone",
					"Write a region such as Europe/Berlin, an offset such as +01:00, or remove the property for UTC.");
		}
	}

	private Ticks cron(String prefix, String cron, ZoneId zone) {
		try {
			return Ticks.cron(cron, zone);
		}
		catch (IllegalArgumentException ex) {
			throw this.failures.wrong(prefix + ".cron", cron, "that does not say when to send: " + ex.getMessage(),
					WRITE_CRON);
		}
	}

	private Duration required(String property, @Nullable Duration value, String action) {
		if (value == null) {
			return Duration.ZERO;
		}
		if (value.compareTo(SHORTEST) < 0 || value.compareTo(Durations.LONGEST) > 0
				|| value.toNanosPart() % 1_000_000 != 0) {
			throw this.failures.wrong(property, value, "it must be 1s to 10000d, in whole milliseconds", action);
		}
		return value;
	}

}
