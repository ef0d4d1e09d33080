package published

import "maps"

// ReceiverOf is the settings of the Prometheus receiver that has a scrape job with the extension's targets, with this job
// alone. It is nil where there is none.
func ReceiverOf(configuration map[string]any, extension string) map[string]any {
	receivers, _ := configuration["receivers"].(map[string]any)
	for _, one := range receivers {
		settings, _ := one.(map[string]any)
		config, _ := settings["config"].(map[string]any)
		jobs, _ := config["scrape_configs"].([]any)
		for _, job := range jobs {
			if !findsIn(job, extension) {
				continue
			}
			alone := maps.Clone(config)
			alone["scrape_configs"] = []any{job}
			// The effective configuration has defaults of everything else, which would turn on what nobody wants.
			return map[string]any{"config": alone}
		}
	}
	return nil
}

func findsIn(job any, extension string) bool {
	settings, _ := job.(map[string]any)
	discoveries, _ := settings["monitor_sd_configs"].([]any)
	for _, one := range discoveries {
		if discovery, _ := one.(map[string]any); discovery["extension"] == extension {
			return true
		}
	}
	return false
}
