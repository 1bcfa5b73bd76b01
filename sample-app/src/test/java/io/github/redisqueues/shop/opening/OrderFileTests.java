package io.github.redisqueues.shop.opening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.shop.ShopProperties;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.ticket.Ticket;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class OrderFileTests {

	@TempDir
	private Path directory;

	@Test
	void readsTheBundledFile() {
		assertThat(new OrderFile(new ShopProperties("classpath:orders.jsonl", Map.of(), true, false, Duration.ZERO))
			.read()).hasSize(1_000);
	}

	@Test
	void readsOrdersWithWhatTheirCustomersDo() throws IOException {
		List<OrderLine> lines = read(
				"""
						{"id":"o-1","customer":"Ada","sku":"lamp","quantity":2}

						{"id":"o-2","customer":"Zoë","sku":"mug","quantity":1,"pays":false,"ticket":{"text":"When?","priority":9}}
						""");
		assertThat(lines).containsExactly(new OrderLine(new Order("o-1", "Ada", "lamp", 2), true, Optional.empty()),
				new OrderLine(new Order("o-2", "Zoë", "mug", 1), false, Optional.of(new Ticket("o-2", "When?", 9))));
	}

	@Test
	void namesEachBadLine() {
		assertProblems("""
				{"id":"o-1","customer":"Ada","sku":"lamp","quantity":2}
				{"id":"o-2","customer":"Ada","sku":"lamp","quantity":0}
				{"id":"o-3","customer":"Ada","quantity":1}
				{"id":"o-4","customer":"Ada","sku":"lamp","quantity":"many"}
				{"id":"o-5","customer":"Ada","sku":"lamp"}
				{"id":"o-6","customer":"Ada","sku":"lamp","quantity":1,"payed":false}
				{"id":"o-1","customer":"Ada","sku":"lamp","quantity":1}
				hello
				null
				{"id":"o-7","customer":"Ada","sku":"lamp","quantity":1,"ticket":{"text":"When?","priority":10}}
				""").satisfiesExactly(
				(problem) -> assertThat(problem).isEqualTo("line 2: quantity must be 1 to 1000, but is 0"),
				(problem) -> assertThat(problem).isEqualTo("line 3: sku must not be empty"),
				(problem) -> assertThat(problem).startsWith("line 4: not an order: ").contains("many"),
				(problem) -> assertThat(problem).isEqualTo("line 5: quantity must be 1 to 1000, but is 0"),
				(problem) -> assertThat(problem).isEqualTo("line 6: unknown property 'payed'"),
				(problem) -> assertThat(problem).isEqualTo("line 7: id 'o-1' is already used in line 1"),
				(problem) -> assertThat(problem).startsWith("line 8: not an order: "),
				(problem) -> assertThat(problem).startsWith("line 9: not an order: "),
				(problem) -> assertThat(problem).isEqualTo("line 10: priority must be 1 to 9, but is 10"));
	}

	@Test
	void stopsAtTenBadLines() {
		assertProblems("x\n".repeat(100)).hasSize(10);
	}

	@Test
	void refusesAFileWithoutOrders() {
		assertProblems("\n\n").containsExactly("it has no orders");
	}

	@Test
	void refusesAFileThatIsNotThere() {
		Path missing = this.directory.resolve("missing.jsonl");
		assertThatExceptionOfType(OrderFileException.class).isThrownBy(() -> orderFile(missing).read())
			.withMessageContaining("there is no such file")
			.withMessageContaining("missing.jsonl");
	}

	@Test
	void analysesTheFailure() {
		OrderFileException failure = new OrderFileException("orders.jsonl", List.of("line 2: bad", "line 3: worse"));
		FailureAnalysis analysis = new OrderFileFailureAnalyzer().analyze(failure, failure);
		assertThat(analysis.getDescription()).contains("orders.jsonl").contains("    line 2: bad\n    line 3: worse");
		assertThat(analysis.getAction()).contains("--shop.orders=FILE");
	}

	private ListAssert<String> assertProblems(String content) {
		OrderFileException failure = catchThrowableOfType(OrderFileException.class, () -> read(content));
		return assertThat(failure.problems());
	}

	private List<OrderLine> read(String content) throws IOException {
		return orderFile(Files.writeString(this.directory.resolve("orders.jsonl"), content)).read();
	}

	private static OrderFile orderFile(Path path) {
		return new OrderFile(new ShopProperties(path.toString(), Map.of(), true, false, Duration.ZERO));
	}

}
