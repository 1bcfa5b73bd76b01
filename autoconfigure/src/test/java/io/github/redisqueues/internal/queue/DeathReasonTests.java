package io.github.redisqueues.internal.queue;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeathReason}.
 */
class DeathReasonTests {

	private static final String FAILED = "max-attempts: com.acme.OrderException: no stock for 4711"
			+ "; caused by java.lang.IllegalStateException: shelf 'A 7' is empty"
			+ "\n\tat java.base/java.util.Optional.orElseThrow(Optional.java:403)\n\tat com.acme.Shelf.take(Shelf.java:12)"
			+ "\n\tat com.acme.Books.on(Books.java:40)";

	@Test
	void tellsKindRootCauseAndPlaceInTheApplication() {
		DeathReason reason = DeathReason.read(FAILED);
		assertThat(reason.kind()).isEqualTo("max-attempts");
		assertThat(reason.exception()).contains("java.lang.IllegalStateException");
		assertThat(reason.location()).contains("com.acme.Shelf.take");
		assertThat(reason.text()).isEqualTo(FAILED);
		assertThat(reason.version()).isEmpty();
		assertThat(reason.fingerprint()).matches("[0-9a-f]{16}");
	}

	@Test
	void isTheSameWhateverTheMessageTheLineAndTheVersionAre() {
		String other = FAILED.replace("4711", "8f14e45f-ceea-467f-a0f6-cdd1d3c2f0a1")
			.replace("shelf 'A 7' is empty", "caused by; caused by nothing: at all")
			.replace(":12)", ":99)")
			.replace("Optional.java:403", "Optional.java:377")
			.replace("com.acme.OrderException", "com.acme.OtherException");
		assertThat(DeathReason.read(DeathReason.stored(other, "2.0")).fingerprint())
			.isEqualTo(DeathReason.read(FAILED).fingerprint());
		assertThat(DeathReason.read(FAILED.replace("Shelf.take", "Shelf.lambda$take$3")).location())
			.contains("com.acme.Shelf.lambda$take");
		assertThat(DeathReason.read(FAILED.replace("com.acme.Shelf.take", "com.acme.Shelf$$SpringCGLIB$$0.take"))
			.fingerprint()).isEqualTo(DeathReason.read(FAILED).fingerprint());
	}

	@Test
	void differsByKindClassAndPlace() {
		assertThat(DeathReason.read(FAILED.replace("IllegalStateException", "IllegalArgumentException")).fingerprint())
			.isNotEqualTo(DeathReason.read(FAILED).fingerprint());
		assertThat(DeathReason.read(FAILED.replace("Shelf.take", "Shelf.put")).fingerprint())
			.isNotEqualTo(DeathReason.read(FAILED).fingerprint());
		assertThat(DeathReason.read(FAILED.replace("max-attempts", "invalid")).fingerprint())
			.isNotEqualTo(DeathReason.read(FAILED).fingerprint());
	}

	@Test
	void comparesTextsWithoutNumbersIdsAndQuotedParts() {
		String text = "order 17 of 'Anna' was refused: 8f14e45f-ceea-467f-a0f6-cdd1d3c2f0a1";
		assertThat(DeathReason.read(text).kind()).isEqualTo("rejected");
		assertThat(DeathReason.read(text).exception()).isEmpty();
		assertThat(
				DeathReason.read("order 18 of 'Bob' was refused: 1b4e28ba-2fa1-11d2-883f-0016d3cca427").fingerprint())
			.isEqualTo(DeathReason.read(text).fingerprint());
		assertThat(DeathReason.read("order 18 of 'Bob' was lost").fingerprint())
			.isNotEqualTo(DeathReason.read(text).fingerprint());
		String unreadable = "unreadable: 4711@shop-7d9: The bytes cannot be read as JSON of com.acme.Order"
				+ " (InvalidFormatException at line 1, column 31)";
		assertThat(DeathReason.read(unreadable).kind()).isEqualTo("unreadable");
		assertThat(DeathReason.read(unreadable.replace("4711@shop-7d9", "12@other").replace("31", "7")).fingerprint())
			.isEqualTo(DeathReason.read(unreadable).fingerprint());
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "expired", "max-attempts", "max-attempts: ", "\n\tin version ", "a.B", ":", "\n\tat (" })
	void readsAnyText(String text) {
		DeathReason reason = DeathReason.read(text);
		assertThat(reason.fingerprint()).matches("[0-9a-f]{16}");
		assertThat(reason.location().orElse("")).isNotNull();
		assertThat(DeathReason.read(DeathReason.stored(text, "1.0\n2")))
			.isEqualTo(new DeathReason(text, Optional.of("1.0 2")));
		assertThat(DeathReason.stored(text, "")).isEqualTo(text);
	}

}
