package io.github.redisqueues.internal.queue;

import java.time.Duration;

import io.github.redisqueues.queue.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A rate as a value.
 */
class RateTests {

	@ParameterizedTest
	@CsvSource({ "100/s, 100, PT1S, 100/s", "600/m, 600, PT1M, 600/m", "1000/h, 1000, PT1H, 1000/h", "1/d, 1, P1D, 1/d",
			"5/10s, 5, PT10S, 5/10s", "5/60s, 5, PT1M, 5/m", "7 / 250ms, 7, PT0.25S, 7/250ms",
			"1000000000/s, 1000000000, PT1S, 1000000000/s", "1/10000d, 1, P10000D, 1/10000d" })
	void isReadAndWritten(String text, long permits, Duration period, String written) {
		assertThat(Rate.parse(text)).isEqualTo(Rate.of(permits, period)).hasToString(written);
		assertThat(Rate.parse(written)).isEqualTo(Rate.parse(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "100", "/s", "100/", "1.5/s", "-1/s", "1/-1s", "1/w", "1/S", "1/1s30", "1//s",
			"0/s", "1/0s", "1/0ms", "1000000001/s", "99999999999/s", "1/10001d", "1/9999999999s" })
	void refusesWhatIsNone(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.parse(text)).withMessageStartingWith("rate must ");
	}

	@Test
	void hasBounds() {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(0, Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(1, Duration.ofNanos(999_999)));
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(1, Duration.ofSeconds(-1)));
	}

}
