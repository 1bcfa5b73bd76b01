package io.github.redisqueues.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.benchmarks.harness.Clone;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The page shows the results and nothing else.
 */
class PerformancePageTests {

	private static final String RENEW = "to write the page from the newest results, run "
			+ "mvn -q -pl benchmarks -am spring-boot:run -Dspring-boot.run.arguments=page";

	private static final Pattern NUMBER = Pattern.compile("\\d[\\d,.]*\\d");

	private static final String PAGE = """
			# Performance
			<!-- runs -->
			<!-- end -->
			<!-- scenarios: pairs growth -->
			<!-- end -->
			<!-- aims --><!-- end -->
			<!-- missing --><!-- end -->
			Ours has <!-- ratio: pairs, pairs, raw Lettuce --><!-- end --> of raw, that is <!-- median: pairs, pairs, redis-queues --><!-- end -->.
			""";

	@Test
	void thePageShowsTheNewestResults() throws IOException {
		Optional<Path> directory = ResultsFile.newest(Clone.results());
		Results results = directory.flatMap(ResultsFile::read).orElse(null);
		String page = Files.readString(Clone.page());
		String link = PerformancePage.link(Clone.page(), directory.orElse(Clone.results()));
		assertThat(PerformancePage.render(page, link, results)).as(RENEW).isEqualTo(page);
	}

	@Test
	void everyScenarioIsOnThePage() throws IOException {
		assertThat(PerformancePage.scenarios(Files.readString(Clone.page())))
			.containsExactlyInAnyOrderElementsOf(Sources.all(Profile.ORDINARY).stream().map(Scenario::name).toList());
	}

	@Test
	void theChartsOfThePageAreThere() throws IOException {
		Matcher charts = Pattern.compile("\\(([^)]+\\.(?:svg|json))\\)").matcher(Files.readString(Clone.page()));
		while (charts.find()) {
			assertThat(Clone.page().resolveSibling(charts.group(1))).exists();
		}
	}

	@Test
	void whateverNumberIsEditedIsNoticed() {
		String page = PerformancePage.render(PAGE, "results", results(false));
		assertThat(page).contains("0.69", "8,377", "**missed**", "not here", "redis 6.2.11");
		Matcher numbers = NUMBER.matcher(page);
		int found = 0;
		while (numbers.find()) {
			String edited = page.substring(0, numbers.start()) + "12345.6" + page.substring(numbers.end());
			assertThat(PerformancePage.render(edited, "results", results(false))).isEqualTo(page).isNotEqualTo(edited);
			found++;
		}
		assertThat(found).isGreaterThan(20);
	}

	@Test
	void figuresOfAQuickRunAreRefused(@TempDir Path directory) throws IOException {
		Path page = Files.writeString(directory.resolve("page.md"), PAGE);
		assertThatIllegalStateException().isThrownBy(() -> PerformancePage.renew(page, directory, results(true)));
		assertThat(page).hasContent(PAGE);
	}

	@Test
	void resultsSurviveTheirFileAndHaveCharts(@TempDir Path directory) throws IOException {
		Results results = results(false);
		ResultsFile.write(results, directory);
		Results read = ResultsFile.read(directory).orElseThrow();
		assertThat(PerformancePage.render(PAGE, "results", read))
			.isEqualTo(PerformancePage.render(PAGE, "results", results));
		Charts.write(read, directory);
		assertThat(directory.resolve("pairs.svg")).content().contains("raw Lettuce", "redis-queues", "8,377");
		assertThat(directory.resolve("growth.svg")).content().contains("1,000", "5,000,000");
	}

	@Test
	void aLaterRunReplacesTheScenariosThatItHas() {
		Results both = results(false).and(new Results(results(false).runs(), List.of(pairs(1))));
		assertThat(both.runs()).hasSize(2);
		assertThat(both.scenarios()).extracting(Results.ScenarioResult::name).containsExactly("pairs", "growth");
		assertThat(both.scenario("pairs").orElseThrow().run()).isEqualTo(1);
		assertThat(both.scenario("growth").orElseThrow().run()).isZero();
		assertThat(contender(both, "redis-queues").value().median()).isEqualTo(1);
	}

	private static Results.ContenderResult contender(Results results, String name) {
		return results.scenario("pairs")
			.flatMap((scenario) -> scenario.measure("pairs"))
			.flatMap((measure) -> measure.contender(name))
			.orElseThrow();
	}

	private static Results results(boolean quick) {
		Results.Run run = new Results.Run("2026-11-27T02:00", "mvn spring-boot:run", quick, 24.6, "0123456789",
				Map.of("processors", "2"), Map.of("redis", "6.2.11"), Map.of("idle", "not here"));
		Results.MeasureResult small = new Results.MeasureResult("1,000", "µs", false, List.of(ours(17)));
		Results.MeasureResult large = new Results.MeasureResult("5,000,000", "µs", false, List.of(ours(18)));
		return new Results(List.of(run), List.of(pairs(8_377),
				new Results.ScenarioResult("growth", "Growth.", 0, true, List.of(small, large), List.of(), Map.of())));
	}

	private static Results.ScenarioResult pairs(double ours) {
		Results.ContenderResult raw = new Results.ContenderResult("raw Lettuce", false,
				new Spread(12_246, 11_873.25, 12_900.5), new Spread(0.6912, 0.66, 0.72), new double[] { 12_246 });
		Results.MeasureResult pairs = new Results.MeasureResult("pairs", "pairs/s", true, List.of(raw, ours(ours)));
		return new Results.ScenarioResult("pairs", "Pairs.", 0, false, List.of(pairs),
				List.of(new Results.AimResult("ours ÷ raw ≥ 0.80", 0.6912, false)), Map.of("BullMQ", "not here"));
	}

	private static Results.ContenderResult ours(double median) {
		return new Results.ContenderResult("redis-queues", true, new Spread(median, median - 1.5, median + 1.5), null,
				new double[] { median });
	}

}
