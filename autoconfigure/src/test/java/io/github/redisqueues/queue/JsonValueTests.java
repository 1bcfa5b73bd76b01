package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Values of the JDK in JSON: kept exactly, or refused.
 */
@SuppressWarnings("NullAway")
class JsonValueTests {

	private static final OffsetDateTime OFFSET = OffsetDateTime.parse("2026-07-01T12:00:00.123456789+05:30");

	private static final ZonedDateTime ZONED = ZonedDateTime.parse("2026-10-25T02:30:00+01:00[Europe/Berlin]");

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	static Stream<Arguments> kept() {
		return Stream.of(
				arguments(Times.class,
						new Times(OFFSET, ZONED, Instant.parse("2026-01-01T00:00:00.123456789Z"), OFFSET.toOffsetTime(),
								OFFSET.toLocalDateTime(), Duration.ofNanos(1_000_000_001))),
				arguments(OffsetDateTime.class, OFFSET), arguments(ZonedDateTime.class, ZONED),
				arguments(ZonedDateTime.class, ZONED.withLaterOffsetAtOverlap()),
				arguments(ZonedDateTime.class, ZONED.withZoneSameInstant(ZoneId.of("UTC"))),
				arguments(ZonedDateTime.class, ZONED.withZoneSameInstant(ZoneId.of("Asia/Kolkata"))),
				arguments(of(new ParameterizedTypeReference<List<OffsetDateTime>>() {
				}), List.of(OFFSET)),
				arguments(of(new ParameterizedTypeReference<Map<OffsetDateTime, ZonedDateTime>>() {
				}), Map.of(OFFSET, ZONED)), arguments(of(new ParameterizedTypeReference<Set<UUID>>() {
				}), Set.of(UUID.randomUUID(), UUID.randomUUID())), arguments(URI.class, URI.create("urn:x")),
				arguments(Locale.class, Locale.GERMANY), arguments(Date.class, new Date(1)),
				arguments(Period.class, Period.ofDays(3)), arguments(YearMonth.class, YearMonth.of(2026, 1)),
				arguments(MonthDay.class, MonthDay.of(2, 29)), arguments(Year.class, Year.of(2026)),
				arguments(ZoneId.class, ZoneId.of("Europe/Berlin")), arguments(Character.class, 'x'),
				arguments(Double.class, 0.1), arguments(Float.class, 0.1f), arguments(Double.class, Double.NaN),
				arguments(Long.class, Long.MAX_VALUE), arguments(Number.class, new BigDecimal("19.90")),
				arguments(byte[].class, new byte[] { 1, -1 }),
				arguments(Minute.class, new Minute(LocalDateTime.parse("2026-01-01T10:00"))));
	}

	@ParameterizedTest
	@MethodSource("kept")
	void keeps(Type type, Object payload) {
		this.converter.check(type);
		Object read = this.converter.read(this.converter.write(payload, type), type);
		if (payload instanceof byte[] bytes) {
			assertThat((byte[]) read).isEqualTo(bytes);
		}
		else {
			assertThat(read).isEqualTo(payload);
		}
		if (!(payload instanceof Set<?> || payload instanceof byte[])) {
			assertThat(read).hasToString(payload.toString());
		}
	}

	static Stream<Arguments> refusedTypes() {
		return Stream.of(arguments(Moment.class, "java.util.Calendar (property 'when'", "ZonedDateTime"),
				arguments(GregorianCalendar.class, "loses its time zone", "ZonedDateTime"),
				arguments(of(new ParameterizedTypeReference<List<Timestamp>>() {
				}), "loses its nanoseconds", "Instant"), arguments(Class.class, "type parameters", "java.lang.Class"),
				arguments(Object.class, "java.lang.Object", "class"),
				arguments(Pattern.class, "loses its flags", "(?i)"),
				arguments(of(new ParameterizedTypeReference<List<?>>() {
				}), "'?'", "a class"));
	}

	@ParameterizedTest
	@MethodSource("refusedTypes")
	void refusesATypeOfWhichSomethingWouldBeLost(Type type, String reason, String action) {
		assertThatExceptionOfType(PayloadTypeException.class).isThrownBy(() -> this.converter.check(type))
			.satisfies((ex) -> {
				assertThat(ex.reason()).contains(reason);
				assertThat(ex.action()).contains(action).endsWith(".");
			});
	}

	static Stream<Arguments> refusedPayloads() {
		return Stream.of(arguments(Formatted.class, new Formatted(LocalDateTime.parse("2026-01-01T10:00")),
				"cannot be read back"));
	}

	@ParameterizedTest
	@MethodSource("refusedPayloads")
	void refusesAPayloadOfWhichSomethingWouldBeLost(Type type, Object payload, String reason) {
		this.converter.check(type);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.converter.write(payload, type))
			.withMessageContaining(reason)
			.withMessageContaining("is not sent as " + type.getTypeName());
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

	record Formatted(@JsonFormat(pattern = "yyyy-MM-dd") LocalDateTime at) {

	}

	record Minute(@JsonFormat(pattern = "yyyy-MM-dd HH:mm") LocalDateTime at) {

	}

	record Moment(Calendar when) {

	}

	record Times(OffsetDateTime offset, ZonedDateTime zoned, Instant instant, OffsetTime time, LocalDateTime local,
			Duration duration) {

	}

}
