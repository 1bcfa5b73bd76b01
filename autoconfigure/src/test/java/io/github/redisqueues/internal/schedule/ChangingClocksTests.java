package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ticks of cron expressions on days on which clocks change: over gaps and overlaps of an
 * hour, of half an hour and of a whole day, at midnight and at night.
 */
@Timeout(60)
class ChangingClocksTests {

	private static final List<String> DAYS = List.of("Europe/Berlin 2027-03-28", "Europe/Berlin 2026-10-25",
			"America/Sao_Paulo 2018-11-04", "America/Sao_Paulo 2018-02-18", "America/New_York 2026-03-08",
			"America/New_York 2026-11-01", "America/Havana 2026-03-08", "America/Havana 2026-11-01",
			"Australia/Lord_Howe 2026-10-04", "Australia/Lord_Howe 2026-04-05", "Pacific/Apia 2011-12-30",
			"Africa/Casablanca 2026-02-15", "Africa/Casablanca 2026-03-22", "Antarctica/Troll 2026-03-29",
			"Antarctica/Troll 2026-10-25", "Asia/Kathmandu 2026-01-01", "Asia/Pyongyang 2018-05-05",
			"Europe/Berlin 2028-02-29", "UTC 2028-02-29", "+05:30 2026-12-31");

	private static final Duration SPAN = Duration.ofDays(3);

	static Stream<String> days() {
		return DAYS.stream();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Europe/Berlin       | 0 30 2 * * *    | 2027-03-28 | 2027-03-28T01:00:00Z
					Europe/Berlin       | 0 0 2 * * *     | 2027-03-28 | 2027-03-28T01:00:00Z
					Europe/Berlin       | 0 0 3 * * *     | 2027-03-28 | 2027-03-28T01:00:00Z
					Europe/Berlin       | 0 */20 2 * * *  | 2027-03-28 | 2027-03-28T01:00:00Z
					Europe/Berlin       | 0 30 2,3 * * *  | 2027-03-28 | 2027-03-28T01:00:00Z 2027-03-28T01:30:00Z
					Europe/Berlin       | 0 30 2 L 3 *    | 2027-03-28 |
					Europe/Berlin       | 0 30 2 * 3 SUNL | 2027-03-28 | 2027-03-28T01:00:00Z
					Europe/Berlin       | 0 30 2 * * *    | 2026-10-25 | 2026-10-25T00:30:00Z
					Europe/Berlin       | 0 0 2 * * *     | 2026-10-25 | 2026-10-25T00:00:00Z
					Europe/Berlin       | 0 0 3 * * *     | 2026-10-25 | 2026-10-25T02:00:00Z
					Europe/Berlin       | 0 0,30 2 * * *  | 2026-10-25 | 2026-10-25T00:00:00Z 2026-10-25T00:30:00Z
					Europe/Berlin       | 0 0 */2 * * *   | 2027-03-28 | 2027-03-27T23:00:00Z 2027-03-28T01:00:00Z 2027-03-28T02:00:00Z 2027-03-28T04:00:00Z 2027-03-28T06:00:00Z 2027-03-28T08:00:00Z 2027-03-28T10:00:00Z 2027-03-28T12:00:00Z 2027-03-28T14:00:00Z 2027-03-28T16:00:00Z 2027-03-28T18:00:00Z 2027-03-28T20:00:00Z
					America/Sao_Paulo   | @daily          | 2018-11-04 | 2018-11-04T03:00:00Z
					America/Sao_Paulo   | 0 30 0 * * *    | 2018-11-04 | 2018-11-04T03:00:00Z
					America/Sao_Paulo   | 0 30 23 * * *   | 2018-02-17 | 2018-02-18T01:30:00Z
					Australia/Lord_Howe | 0 15 2 * * *    | 2026-10-04 | 2026-10-03T15:30:00Z
					Australia/Lord_Howe | 0 45 1 * * *    | 2026-04-05 | 2026-04-04T14:45:00Z
					Pacific/Apia        | 0 0 12 30 * *   | 2011-12-31 | 2011-12-30T10:00:00Z
					Pacific/Apia        | @daily          | 2011-12-31 | 2011-12-30T10:00:00Z
					""")
	void anExpressionThatNamesHoursTicksOnceAtEachTime(ZoneId zone, String expression, LocalDate day, String expected) {
		Instant start = day.atStartOfDay(zone).toInstant();
		Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
		List<Instant> ticks = (expected == null) ? List.of()
				: Stream.of(expected.split(" ")).map(Instant::parse).toList();
		assertThat(between(Ticks.cron(expression, zone), start, end)).containsExactlyElementsOf(ticks);
	}

	/**
	 * The expected moment is the first one at which a clock in the zone shows the time of
	 * the day, or a later one: found minute by minute.
	 */
	@ParameterizedTest
	@MethodSource("days")
	void aDailyTickIsTheFirstMomentOfItsTimeOrAfterIt(String day) {
		ZoneId zone = ZoneId.of(day.split(" ")[0]);
		LocalDate date = LocalDate.parse(day.split(" ")[1]);
		for (LocalTime time = LocalTime.MIN; time.isBefore(LocalTime.of(23, 45)); time = time.plusMinutes(15)) {
			List<Instant> expected = new ArrayList<>();
			for (LocalDate each = date.minusDays(2); each.isBefore(date.plusDays(3)); each = each.plusDays(1)) {
				expected.add(firstMoment(each.atTime(time), zone));
			}
			Instant start = expected.get(0).minusNanos(1);
			Instant end = expected.get(expected.size() - 1).plusNanos(1);
			String expression = "0 %d %d * * *".formatted(time.getMinute(), time.getHour());
			assertThat(between(Ticks.cron(expression, zone), start, end)).as(expression)
				.containsExactlyElementsOf(expected.stream().distinct().toList());
		}
	}

	/**
	 * Every minute of three days is looked at.
	 */
	@ParameterizedTest
	@MethodSource("days")
	void anExpressionOfEveryHourTicksWheneverTheLocalTimeMatches(String day) {
		ZoneId zone = ZoneId.of(day.split(" ")[0]);
		Instant middle = LocalDate.parse(day.split(" ")[1]).atStartOfDay(ZoneOffset.UTC).toInstant();
		Instant start = middle.minus(SPAN);
		Instant end = middle.plus(SPAN);
		for (int period : List.of(1, 7, 20, 30, 60)) {
			String expression = (period == 60) ? "0 0 * * * *" : "0 */" + period + " 0-23 * * *";
			List<Instant> expected = new ArrayList<>();
			for (Instant minute = start; minute.isBefore(end); minute = minute.plusSeconds(60)) {
				if (minute.atZone(zone).getMinute() % period == 0 && minute.atZone(zone).getSecond() == 0) {
					expected.add(minute);
				}
			}
			assertThat(between(Ticks.cron(expression, zone), start.minusNanos(1), end)).as(expression)
				.containsExactlyElementsOf(expected);
		}
	}

	@ParameterizedTest
	@CsvSource({ "Europe/Berlin, 365", "America/Sao_Paulo, 365", "Australia/Lord_Howe, 365", "Pacific/Apia, 364" })
	void aYearHasATickForEachDay(ZoneId zone, int days) {
		for (String expression : List.of("@daily", "0 30 0 * * *", "0 30 2 * * *")) {
			Instant start = LocalDate.of(2011, 1, 1).atStartOfDay(zone).toInstant();
			Instant end = LocalDate.of(2012, 1, 1).atStartOfDay(zone).toInstant();
			// The day that Apia skipped has its ticks at the start of the next
			int expected = (days == 364 && !expression.equals("@daily")) ? 365 : days;
			assertThat(between(Ticks.cron(expression, zone), start.minusNanos(1), end)).as(expression)
				.hasSize(expected)
				.doesNotHaveDuplicates();
		}
	}

	@Test
	void leapDaysAndMonthEndsAreDaysLikeOthers() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		assertThat(between(Ticks.cron("0 30 2 29 2 *", berlin), at("2026-01-01T00:00:00Z"), at("2033-01-01T00:00:00Z")))
			.containsExactly(at("2028-02-29T01:30:00Z"), at("2032-02-29T01:30:00Z"));
		assertThat(between(Ticks.cron("0 0 0 L * *", berlin), at("2028-01-15T00:00:00Z"), at("2028-05-15T00:00:00Z")))
			.containsExactly(at("2028-01-30T23:00:00Z"), at("2028-02-28T23:00:00Z"), at("2028-03-30T22:00:00Z"),
					at("2028-04-29T22:00:00Z"));
	}

	private static Instant firstMoment(LocalDateTime time, ZoneId zone) {
		Instant moment = time.minusDays(1).toInstant(ZoneOffset.MAX);
		while (moment.atZone(zone).toLocalDateTime().isBefore(time)) {
			Duration left = Duration.between(moment.atZone(zone).toLocalDateTime(), time);
			moment = moment.plusSeconds((left.toHours() > 26) ? 3_600 : 60);
		}
		return moment;
	}

	private static List<Instant> between(Ticks ticks, Instant start, Instant end) {
		List<Instant> found = new ArrayList<>();
		Optional<Instant> next = ticks.after(start.minusNanos(1));
		while (next.filter((tick) -> tick.isBefore(end)).isPresent()) {
			assertThat(ticks.latest(next.orElseThrow().minusNanos(1), next.orElseThrow())).isEqualTo(next);
			found.add(next.orElseThrow());
			next = ticks.after(next.orElseThrow());
			assertThat(next).hasValueSatisfying((tick) -> assertThat(tick).isAfter(found.get(found.size() - 1)));
		}
		return found;
	}

	private static Instant at(String text) {
		return Instant.parse(text);
	}

}
