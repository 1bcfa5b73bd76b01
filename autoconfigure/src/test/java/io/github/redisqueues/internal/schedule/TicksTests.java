package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TicksTests {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	@ParameterizedTest
	@CsvSource({ "PT1H, 2026-03-01T10:15:00Z, 2026-03-01T10:00:00Z, 2026-03-01T11:00:00Z",
			"PT1H, 2026-03-01T10:00:00Z, 2026-03-01T10:00:00Z, 2026-03-01T11:00:00Z",
			"P1D, 2026-03-01T23:59:59.999Z, 2026-03-01T00:00:00Z, 2026-03-02T00:00:00Z",
			"P7D, 2026-03-01T00:00:00Z, 2026-02-26T00:00:00Z, 2026-03-05T00:00:00Z",
			"PT0.1S, 2026-03-01T00:00:00.199Z, 2026-03-01T00:00:00.1Z, 2026-03-01T00:00:00.2Z",
			"PT7S, 1970-01-01T00:00:20Z, 1970-01-01T00:00:14Z, 1970-01-01T00:00:21Z" })
	void aPeriodTicksAtItsMultiplesSinceTheEpoch(Duration period, Instant moment, Instant latest, Instant next) {
		Ticks ticks = Ticks.every(period);
		assertThat(ticks.latest(Instant.EPOCH, moment)).contains(latest);
		assertThat(ticks.after(moment)).contains(next);
		assertThat(ticks.latest(latest, moment)).as("what is done with").isEmpty();
		assertThat(ticks.latest(latest.minusMillis(1), moment)).contains(latest);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT0.0005S", "PT1.0005S", "P10001D" })
	void refusesPeriodsThatAreNoneInMilliseconds(Duration period) {
		assertThatIllegalArgumentException().isThrownBy(() -> Ticks.every(period)).withMessageContaining("period");
	}

	@Test
	void refusesWhatIsNoCronOrNeverFallsDue() {
		assertThatIllegalArgumentException().isThrownBy(() -> Ticks.cron("0 3 * * *", ZoneOffset.UTC))
			.withMessageContaining("6 fields");
		assertThatIllegalArgumentException().isThrownBy(() -> Ticks.cron("0 0 0 30 2 *", ZoneOffset.UTC))
			.withMessageContaining("never matches a date");
		assertThat(Ticks.cron("0 0 0 29 2 *", ZoneOffset.UTC).after(at("2026-01-01T00:00:00Z")))
			.contains(at("2028-02-29T00:00:00Z"));
	}

	@Test
	void theDefinitionTellsTicksApart() {
		assertThat(Ticks.every(Duration.ofHours(1))).hasToString("every PT1H");
		assertThat(Ticks.cron("0 0 3 * * *", BERLIN)).hasToString("cron 0 0 3 * * * in Europe/Berlin");
		assertThat(Ticks.cron("@daily", ZoneOffset.UTC)).hasToString("cron 0 0 0 * * * in Z");
	}

	@ParameterizedTest
	@ValueSource(strings = { "* * * * * *", "*/7 * * * * *", "0 */20 * * * *", "30 0 2,3 * * *", "* * 2 * * MON",
			"0 0 9-17 * * MON-FRI", "0 0 0 L * *", "0 0 0 29 2 *", "@hourly", "@yearly" })
	@Timeout(60)
	void theLatestTickIsTheOneThatComesBeforeAMoment(String expression) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (ZoneId zone : List.of(ZoneOffset.UTC, BERLIN, ZoneId.of("America/Havana"))) {
			Ticks ticks = Ticks.cron(expression, zone);
			for (int i = 0; i < 200; i++) {
				Instant moment = moment(random);
				String what = expression + " in " + zone + " at " + moment + ", seed " + seed;
				Instant latest = ticks.latest(Instant.EPOCH, moment).orElseThrow();
				assertThat(latest).as(what).isBeforeOrEqualTo(moment);
				assertThat(ticks.after(latest).orElseThrow()).as("what follows the latest: " + what).isAfter(moment);
				assertThat(ticks.after(latest.minusMillis(1))).as("the latest is a tick: " + what).contains(latest);
				assertThat(ticks.latest(latest, moment)).as("what is done with: " + what).isEmpty();
				assertThat(ticks.latest(latest.minusMillis(1), moment)).as("the only one: " + what).contains(latest);
			}
		}
	}

	/**
	 * Half of them on days on which clocks change.
	 */
	private static Instant moment(Random random) {
		List<String> changes = List.of("2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T05:00:00Z",
				"2026-11-01T05:00:00Z");
		return random.nextBoolean() ? at(changes.get(random.nextInt(4))).plusSeconds(random.nextInt(14_400) - 7_200)
				: Instant.ofEpochSecond(1_700_000_000L + random.nextInt(200_000_000),
						random.nextInt(1_000) * 1_000_000L);
	}

	private static List<Instant> between(Ticks ticks, String after, String before) {
		List<Instant> found = new ArrayList<>();
		Optional<Instant> next = ticks.after(at(after));
		while (next.filter((tick) -> tick.isBefore(at(before))).isPresent()) {
			found.add(next.orElseThrow());
			next = ticks.after(next.orElseThrow());
		}
		return found;
	}

	private static Instant at(String text) {
		return Instant.parse(text);
	}

}
