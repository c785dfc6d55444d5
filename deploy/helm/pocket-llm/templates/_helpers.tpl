{{- define "pocket-llm.name" -}}
{{- if contains "pocket-llm" .Release.Name -}}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{- else -}}{{ printf "%s-pocket-llm" .Release.Name | trunc 50 | trimSuffix "-" }}{{- end -}}
{{- end -}}

{{- define "pocket-llm.selector" -}}
app.kubernetes.io/name: pocket-llm
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "pocket-llm.labels" -}}
{{ include "pocket-llm.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "pocket-llm.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}{{ .Values.serviceAccount.name | default (include "pocket-llm.name" .) }}{{- else -}}{{ .Values.serviceAccount.name | default "default" }}{{- end -}}
{{- end -}}

{{- define "pocket-llm.secret" -}}
{{- if .Values.secret.external.enabled -}}{{ include "pocket-llm.name" . }}{{- else -}}{{ .Values.secret.existing }}{{- end -}}
{{- end -}}

{{- define "pocket-llm.claim" -}}
{{- .Values.persistence.existingClaim | default (include "pocket-llm.name" .) -}}
{{- end -}}

{{/* The most pods that there can be. */}}
{{- define "pocket-llm.mostReplicas" -}}
{{- if .Values.autoscaling.enabled -}}{{ .Values.autoscaling.maxReplicas }}{{- else -}}{{ .Values.replicas }}{{- end -}}
{{- end -}}

{{/* Says why a release could not work, instead of rendering one that does not. */}}
{{- define "pocket-llm.check" -}}
{{- $keys := .Values.secret.keys -}}
{{- $external := .Values.secret.external -}}
{{- if not .Values.image.repository -}}
{{- fail "image.repository: name the image that you built from docker/api.Dockerfile, for example registry.example.org/pocket-llm." -}}
{{- end -}}
{{- if not (or .Values.secret.existing $external.enabled) -}}
{{- fail "secret: name a Secret with JWT_SECRET as secret.existing, or set secret.external. Secrets do not stand in values." -}}
{{- end -}}
{{- if and .Values.secret.existing $external.enabled -}}
{{- fail "secret: choose between secret.existing and secret.external." -}}
{{- end -}}
{{- if and $external.enabled (not (and $external.store.name $external.entry)) -}}
{{- fail "secret.external: name the store (store.name) and its entry (entry)." -}}
{{- end -}}
{{- if not (has "JWT_SECRET" $keys) -}}
{{- fail "secret.keys: JWT_SECRET is missing. Without it every new pod would sign everybody out." -}}
{{- end -}}
{{- if gt (int (include "pocket-llm.mostReplicas" .)) 1 -}}
{{- if not (has "DATABASE_URL" $keys) -}}
{{- fail "Several replicas need a PostgreSQL that they share: put DATABASE_URL into the secret and into secret.keys, or run one replica." -}}
{{- end -}}
{{- if not (has "REDIS_URL" $keys) -}}
{{- fail "Several replicas need a Redis, through which they read each other's answers: put REDIS_URL into the secret and into secret.keys, or run one replica." -}}
{{- end -}}
{{- end -}}
{{- if and (not (has "DATABASE_URL" $keys)) (not .Values.persistence.enabled) -}}
{{- fail "Without DATABASE_URL in secret.keys the database is in the pod, and would go with it: set persistence.enabled, or DATABASE_URL." -}}
{{- end -}}
{{- if and .Values.persistence.enabled (gt (int (include "pocket-llm.mostReplicas" .)) 1) -}}
{{- fail "persistence: one volume is for one pod. Several replicas keep nothing in /data: set persistence.enabled to false." -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling: minReplicas is above maxReplicas." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}
{{- fail "ingress.host: the name under which people open the portal is missing." -}}
{{- end -}}
{{- if and .Values.backendAutoscaling.enabled (not .Values.backendAutoscaling.target.name) -}}
{{- fail "backendAutoscaling.target.name: which model servers shall be scaled?" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.enabled (not (has "METRICS_TOKEN" $keys)) -}}
{{- fail "serviceMonitor: Prometheus needs the token: put METRICS_TOKEN into the secret and into secret.keys." -}}
{{- end -}}
{{- end -}}
