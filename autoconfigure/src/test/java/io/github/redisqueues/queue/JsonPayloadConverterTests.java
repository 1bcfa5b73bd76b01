package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.queue.JsonPayloads.Bean;
import io.github.redisqueues.queue.JsonPayloads.Held;
import io.github.redisqueues.queue.JsonPayloads.Loose;
import io.github.redisqueues.queue.JsonPayloads.Order;
import io.github.redisqueues.queue.JsonPayloads.Unwanted;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds for all payloads that are written as JSON.
 */
@SuppressWarnings("NullAway")
class JsonPayloadConverterTests {

	private static final OffsetDateTime OFFSET = OffsetDateTime.parse("2026-07-01T12:00:00.123456789+05:30");

	private final JsonPayloadConverter converter = new JsonPayloadConverter();

	@Test
	void doesNotQuoteDataInARefusal() {
		Map<String, Object> data = new LinkedHashMap<>(Map.of("Smith", Unwanted.of("confidential")));
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.converter.write(new Held(Map.of("Smith", Unwanted.of("confidential"))), Held.class))
			.withMessageNotContainingAny("Smith", "confidential")
			.withMessageContaining("'/values/?/value'");
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.converter.write(new Loose("a", data), Loose.class))
			.withMessageNotContainingAny("Smith", "confidential");
	}

	@Test
	void aNewerReleaseMayAddProperties() {
		byte[] newer = "{\"sku\":\"A\",\"price\":1.50,\"tags\":[],\"gift\":{\"wrap\":true}}".getBytes();
		assertThat(this.converter.read(newer, Order.class))
			.isEqualTo(new Order("A", new BigDecimal("1.50"), List.of()));
		byte[] older = "{\"name\":\"a\"}".getBytes();
		assertThat(this.converter.read(older, Bean.class)).isEqualTo(new Bean("a", 0));
	}

	@Test
	void readsDatesAsAnEarlierReleaseWroteThem() {
		assertThat(this.converter.read("\"2026-10-25T02:30:00+01:00\"".getBytes(), ZonedDateTime.class))
			.isEqualTo(ZonedDateTime.parse("2026-10-25T02:30:00+01:00"));
	}

	@Test
	void aMapperOfTheApplicationIsReadBackToo() {
		JsonPayloadConverter foreign = new JsonPayloadConverter(JsonMapper.builder().build());
		assertThat(foreign.read(foreign.write(new Bean("a", 1), Bean.class), Bean.class)).isEqualTo(new Bean("a", 1));
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> foreign.write(OFFSET, OffsetDateTime.class))
			.withMessageContaining("not read back");
		Type map = of(new ParameterizedTypeReference<Map<String, Object>>() {
		});
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> foreign.write(Map.of("price", new BigDecimal("19.90")), map))
			.withMessageContaining("not read back");
	}

	private static Type of(ParameterizedTypeReference<?> type) {
		return type.getType();
	}

}
