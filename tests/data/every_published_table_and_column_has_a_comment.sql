-- Returns the published tables (column_name '') and columns whose meaning the database itself does not tell.
select
    uncommented.table_name,
    uncommented.column_name
from
    {{ uncommented_columns([
        ref('bridge_quantity_repair'),
        ref('bridge_quantity_report'),
        ref('bridge_sector_grouping'),
        ref('dim_city'),
        ref('dim_date'),
        ref('dim_document'),
        ref('dim_indicator'),
        ref('dim_sector'),
        ref('document_mentions'),
        ref('document_numbers'),
        ref('document_repairs'),
        ref('document_text'),
        ref('document_versions'),
        ref('fct_contradictions'),
        ref('fct_funds'),
        ref('fct_project_counts'),
        ref('fct_quantities'),
        ref('fct_reopening_rates'),
        ref('load_history'),
        ref('quantity_corrections'),
        ref('set_aside_items'),
    ]) }} as uncommented
